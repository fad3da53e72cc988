// Kinds of octets, which name characters of ASCII; those above 127 are of none. Octets of mail and of
// logs are asked one by one, so that each answer is a comparison in the caller.

extension UInt8 {
  /// Whether it is one of `0` to `9`.
  @inlinable @inline(__always)
  public var isDigit: Bool { self &- 0x30 < 10 }

  /// Whether it is one of `A` to `Z`.
  @inlinable @inline(__always)
  public var isCapital: Bool { self &- 0x41 < 26 }

  /// Whether it is one of `A` to `Z` or `a` to `z`.
  @inlinable @inline(__always)
  public var isLetter: Bool { (self | 0x20) &- 0x61 < 26 }

  /// Whether it is a letter or a digit.
  @inlinable @inline(__always)
  public var isLetterOrDigit: Bool { isLetter || isDigit }

  /// Whether it is a space or a tab (RFC 5234 appendix B.1: WSP).
  @inlinable @inline(__always)
  public var isBlank: Bool { self == 0x20 || self == 0x09 }

  /// Whether it is a space or has a shape (RFC 5234 appendix B.1: SP, VCHAR).
  @inlinable @inline(__always)
  public var isPrintable: Bool { self &- 0x20 < 0x5F }

  /// Its two hexadecimal digits, in lower case.
  public var hexadecimalText: String { (self < 16 ? "0" : "") + String(self, radix: 16) }

  /// A letter in lower case, any other octet as it is.
  @inlinable @inline(__always)
  public var lowercase: UInt8 { isCapital ? self | 0x20 : self }

  /// A letter in upper case, any other octet as it is.
  @inlinable @inline(__always)
  public var uppercase: UInt8 { self &- 0x61 < 26 ? self ^ 0x20 : self }
}
