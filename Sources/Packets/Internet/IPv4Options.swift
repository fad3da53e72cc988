/// The options of an IPv4 header (RFC 791 section 3.1).
enum IPv4Options {
  static let endOfList: UInt8 = 0
  static let noOperation: UInt8 = 1
  static let looseSourceRoute: UInt8 = 131
  static let strictSourceRoute: UInt8 = 137

  /// The last address of a source route that is not yet used up, else the destination field.
  ///
  /// Tolerant: an option list that contradicts itself ends there. All of `header` was captured.
  static func finalDestination(_ bytes: Span<UInt8>, header: Range<Int>) -> UInt32 {
    let field = bytes.long(at: header.lowerBound &+ IPv4Header.destination)
    var at = header.lowerBound &+ IPv4Header.shortestLength
    while at < header.upperBound {
      let kind = bytes[at]
      if kind == endOfList { break }
      if kind == noOperation {
        at &+= 1
        continue
      }
      guard header.upperBound &- at >= 2 else { break }
      let length = Int(bytes[at &+ 1])
      guard length >= 2, length <= header.upperBound &- at else { break }
      if kind == looseSourceRoute || kind == strictSourceRoute {
        // Type, length, pointer, addresses; the route is used up once the pointer lies past it.
        guard length >= 7, (length &- 3) % 4 == 0 else { break }
        let pointer = Int(bytes[at &+ 2])
        return pointer > length ? field : bytes.long(at: at &+ length &- 4)
      }
      at &+= length
    }
    return field
  }
}
