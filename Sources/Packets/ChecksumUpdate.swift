/// A checksum after one 16-bit word of what it covers was replaced (RFC 1624 section 3, equation 3).
///
/// - Parameters:
///   - checksum: the checksum field.
///   - old: the word before, in network order, aligned to the start of what is covered.
///   - new: the word after.
/// - Returns: the new field. Right where the old one was right, wrong by the same amount where not.
public func updatedChecksum(
  _ checksum: UInt16, replacing old: UInt16, with new: UInt16
) -> UInt16 {
  // HC' = ~(~HC + ~m + m')
  var sum = UInt32(~checksum) &+ UInt32(~old) &+ UInt32(new)
  sum = (sum & 0xFFFF) &+ (sum >> 16)
  sum = (sum & 0xFFFF) &+ (sum >> 16)
  return ~UInt16(truncatingIfNeeded: sum)
}

/// A checksum after one byte of what it covers was replaced.
///
/// - Parameters:
///   - checksum: the checksum field.
///   - old: the byte before.
///   - new: the byte after.
///   - offset: the byte's distance from the start of what is covered: only whether it is odd counts.
/// - Returns: the new field.
public func updatedChecksum(
  _ checksum: UInt16, replacing old: UInt8, with new: UInt8, at offset: Int
) -> UInt16 {
  // The sum is linear: the other byte of the word may be taken as 0 on both sides.
  offset & 1 == 0
    ? updatedChecksum(checksum, replacing: UInt16(old) << 8, with: UInt16(new) << 8)
    : updatedChecksum(checksum, replacing: UInt16(old), with: UInt16(new))
}
