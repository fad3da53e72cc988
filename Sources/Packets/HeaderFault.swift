import Primitives

/// Why a header could not be decoded.
enum HeaderFault: Error {
  /// The captured bytes end before the header does.
  case cut
  /// A field contradicts another, or the standard.
  case contradiction
  /// What follows is wrapped in something that is not followed.
  case encapsulated
}

extension Span where Element == UInt8 {
  /// Throws unless `count` bytes were captured at `offset`.
  @inline(__always)
  func require(_ count: Int, at offset: Int) throws(HeaderFault) {
    guard self.count &- offset >= count else { throw .cut }
  }

  /// Two bytes in network order; the caller has checked that they are there.
  @inline(__always)
  func word(at offset: Int) -> UInt16 {
    UInt16(self[offset]) &<< 8 | UInt16(self[offset &+ 1])
  }

  /// Four bytes in network order; the caller has checked that they are there.
  @inline(__always)
  func long(at offset: Int) -> UInt32 { networkOrderLong(at: offset) }

  /// Eight bytes in network order; the caller has checked that they are there.
  @inline(__always)
  func quad(at offset: Int) -> UInt64 {
    UInt64(long(at: offset)) &<< 32 | UInt64(long(at: offset &+ 4))
  }

  /// An IPv6 address; the caller has checked that its 16 bytes are there.
  @inline(__always)
  func addressV6(at offset: Int) -> IPAddress {
    IPAddress(v6High: quad(at: offset), low: quad(at: offset &+ 8))
  }
}
