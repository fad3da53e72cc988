import Primitives

/// Whether a name stands before another where names are taken in order: digits in a row count as the
/// number that they are, so that `cap.pcap2` stands before `cap.pcap10`, as tcpdump names the files of
/// one recording (`-C`); all else is in byte order.
///
/// - Parameters:
///   - name: the bytes of a name.
///   - other: those of another one.
/// - Returns: whether it does; false for equal names.
public func isBefore(_ name: [UInt8], inNameOrder other: [UInt8]) -> Bool {
  var (rest, otherRest) = (name[...], other[...])
  while let byte = rest.first, let otherByte = otherRest.first {
    if let number = takeNumber(&rest), let otherNumber = takeNumber(&otherRest) {
      if number.count != otherNumber.count { return number.count < otherNumber.count }
      if number != otherNumber { return number.lexicographicallyPrecedes(otherNumber) }
    } else {
      if byte != otherByte { return byte < otherByte }
      rest.removeFirst()
      otherRest.removeFirst()
    }
  }
  // Numbers may differ in zeros before them.
  if rest.isEmpty, otherRest.isEmpty { return name.lexicographicallyPrecedes(other) }
  return rest.isEmpty
}

/// Takes the digits at the start of a name; those that count, or nil where there are none at all.
private func takeNumber(_ name: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
  let digits = name.prefix { $0.isDigit }
  guard !digits.isEmpty else { return nil }
  name.removeFirst(digits.count)
  return digits.drop { $0 == UInt8(ascii: "0") }
}
