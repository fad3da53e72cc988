#if canImport(Glibc)
  private import Glibc
#else
  private import Darwin
#endif

// The scans that run over every byte of a capture. This file and `CaptureFiles` are the only places
// with `unsafe`: each function checks its bounds against the span's count before a raw load.

/// The index of the first `byte` at or after `start`, or nil where there is none.
public func firstIndex(of byte: UInt8, in bytes: Span<UInt8>, from start: Int) -> Int? {
  guard start >= 0, start < bytes.count else { return nil }
  return unsafe bytes.withUnsafeBufferPointer { buffer in
    guard let base = buffer.baseAddress else { return nil }
    let origin = unsafe UnsafeRawPointer(base)
    guard let hit = unsafe memchr(origin + start, Int32(byte), buffer.count - start) else {
      return nil
    }
    return unsafe UnsafeRawPointer(hit) - origin
  }
}

/// The ones' complement sum (RFC 1071 section 2) of 16-bit big-endian words, folded to 16 bits.
///
/// An odd last byte is padded with a zero byte. The result is not complemented.
///
/// - Parameters:
///   - bytes: the bytes to add.
///   - range: the part of them, in bytes; clamped to the span.
/// - Returns: the sum as a big-endian word, to be combined with other sums.
public func internetSum(_ bytes: Span<UInt8>, in range: Range<Int>) -> UInt16 {
  let range = range.clamped(to: 0..<bytes.count)
  return unsafe bytes.withUnsafeBytes { buffer in
    var sum: UInt64 = 0
    var index = range.lowerBound
    let end = range.upperBound
    // RFC 1071 section 2(B): the sum does not depend on byte order; swap once at the end.
    var wide = (UInt64(0), UInt64(0), UInt64(0), UInt64(0))
    while end &- index >= 32 {
      let a = unsafe buffer.loadUnaligned(fromByteOffset: index, as: UInt64.self)
      let b = unsafe buffer.loadUnaligned(fromByteOffset: index &+ 8, as: UInt64.self)
      let c = unsafe buffer.loadUnaligned(fromByteOffset: index &+ 16, as: UInt64.self)
      let d = unsafe buffer.loadUnaligned(fromByteOffset: index &+ 24, as: UInt64.self)
      wide.0 &+= (a & 0xFFFF_FFFF) &+ (a >> 32)
      wide.1 &+= (b & 0xFFFF_FFFF) &+ (b >> 32)
      wide.2 &+= (c & 0xFFFF_FFFF) &+ (c >> 32)
      wide.3 &+= (d & 0xFFFF_FFFF) &+ (d >> 32)
      index &+= 32
    }
    sum = fold(wide.0) &+ fold(wide.1) &+ fold(wide.2) &+ fold(wide.3)
    while end &- index >= 2 {
      sum &+= UInt64(unsafe buffer.loadUnaligned(fromByteOffset: index, as: UInt16.self))
      index &+= 2
    }
    if index < end { sum &+= UInt64(UInt16(littleEndian: UInt16(unsafe buffer[index]))) }
    return UInt16(bigEndian: UInt16(fold(sum)))
  }
}

/// Folds the carries of a ones' complement sum into its low 16 bits.
@inline(__always)
private func fold(_ sum: UInt64) -> UInt64 {
  var sum = sum
  while sum >> 16 != 0 { sum = (sum & 0xFFFF) &+ (sum >> 16) }
  return sum
}

/// The ones' complement sum of two folded sums.
public func addingOnesComplement(_ a: UInt16, _ b: UInt16) -> UInt16 {
  let sum = UInt32(a) &+ UInt32(b)
  return UInt16(truncatingIfNeeded: sum &+ (sum >> 16))
}

extension Array where Element == UInt8 {
  /// Appends a part of a span in one copy.
  ///
  /// - Parameters:
  ///   - bytes: where the bytes come from.
  ///   - range: the part of them, in bytes; clamped to the span.
  public mutating func append(_ bytes: Span<UInt8>, in range: Range<Int>) {
    let range = range.clamped(to: 0..<bytes.count)
    unsafe bytes.withUnsafeBufferPointer { buffer in
      unsafe append(contentsOf: UnsafeBufferPointer(rebasing: buffer[range]))
    }
  }
}

/// Whether two parts of spans hold the same bytes.
///
/// - Returns: false where the parts differ in length or reach past their span.
public func equalBytes(
  _ a: Span<UInt8>, _ aRange: Range<Int>, _ b: Span<UInt8>, _ bRange: Range<Int>
) -> Bool {
  guard aRange.count == bRange.count, aRange.lowerBound >= 0, bRange.lowerBound >= 0,
    aRange.upperBound <= a.count, bRange.upperBound <= b.count
  else { return false }
  guard !aRange.isEmpty else { return true }
  return unsafe a.withUnsafeBytes { left in
    unsafe b.withUnsafeBytes { right in
      guard let l = left.baseAddress, let r = right.baseAddress else { return false }
      return unsafe memcmp(l + aRange.lowerBound, r + bRange.lowerBound, aRange.count) == 0
    }
  }
}
