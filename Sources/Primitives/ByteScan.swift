private import Glibc

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
    guard let base = buffer.baseAddress else { return 0 }
    return unsafe internetSum(base, from: range.lowerBound, to: range.upperBound)
  }
}

/// The same of bytes that are known to be there. Apart, as a long closure is not inlined.
@inline(never)
private func internetSum(_ base: UnsafeRawPointer, from start: Int, to end: Int) -> UInt16 {
  var sum: UInt64 = 0
  var index = start
  // RFC 1071 section 2(B) and (C): the sum does not depend on byte order, and wide words with
  // the carry added at the end give the same; swap once at the end.
  while end &- index >= 64 {
    var carry: UInt64 = 0
    unsafe addFour(base + index, to: &sum, &carry)
    unsafe addFour(base + index + 32, to: &sum, &carry)
    sum &+= carry
    index &+= 64
  }
  if end &- index >= 32 {
    var carry: UInt64 = 0
    unsafe addFour(base + index, to: &sum, &carry)
    sum &+= carry
    index &+= 32
  }
  while end &- index >= 8 {
    var carry: UInt64 = 0
    add(unsafe littleEndian(base + index), to: &sum, &carry)
    sum &+= carry
    index &+= 8
  }
  if index < end {
    var carry: UInt64 = 0
    add(unsafe lastBytes(base, from: index, to: end), to: &sum, &carry)
    sum &+= carry
  }
  return foldedInternetSum(sum).byteSwapped
}

/// A 64-bit ones' complement sum folded to 16 bits; 0 for 0 alone.
@inlinable @inline(__always)
public func foldedInternetSum(_ sum: UInt64) -> UInt16 {
  // The upper half of a sum with its own swapped halves is the sum of both with its carry.
  let half = (sum &+ (sum &<< 32 | sum &>> 32)) &>> 32
  let word = UInt32(truncatingIfNeeded: half)
  return UInt16(truncatingIfNeeded: (word &+ (word &<< 16 | word &>> 16)) &>> 16)
}

/// Adds with a carry of 0 or 1 in and out; compiled to one instruction.
///
/// At the end of a chain that began with 0, sum and carry do not overflow: a sum of ones alone never
/// comes with a carry.
@inline(__always)
private func add(_ word: UInt64, to sum: inout UInt64, _ carry: inout UInt64) {
  let (first, firstCarry) = sum.addingReportingOverflow(word)
  let (second, secondCarry) = first.addingReportingOverflow(carry)
  sum = second
  carry = (firstCarry ? 1 : 0) | (secondCarry ? 1 : 0)
}

/// Adds 32 bytes.
@inline(__always)
private func addFour(
  _ pointer: UnsafeRawPointer, to sum: inout UInt64, _ carry: inout UInt64
) {
  add(unsafe littleEndian(pointer), to: &sum, &carry)
  add(unsafe littleEndian(pointer + 8), to: &sum, &carry)
  add(unsafe littleEndian(pointer + 16), to: &sum, &carry)
  add(unsafe littleEndian(pointer + 24), to: &sum, &carry)
}

@inline(__always)
private func littleEndian(_ pointer: UnsafeRawPointer) -> UInt64 {
  unsafe UInt64(littleEndian: pointer.loadUnaligned(as: UInt64.self))
}

/// The fewer than eight bytes from `index` to `end`, the first in the lowest place.
@inline(__always)
private func lastBytes(_ base: UnsafeRawPointer, from index: Int, to end: Int) -> UInt64 {
  // Eight bytes that end there are all in the buffer: those too many are shifted out.
  if end >= 8 {
    return unsafe littleEndian(base + end - 8)
      &>> UInt64(truncatingIfNeeded: 64 &- (end &- index) &* 8)
  }
  var word: UInt64 = 0
  for byte in (index..<end).reversed() {
    word = unsafe word &<< 8 | UInt64((base + byte).load(as: UInt8.self))
  }
  return word
}

extension Span where Element == UInt8 {
  /// Four bytes in network order in one load; `offset` and the three after it are in the span.
  @inlinable @inline(__always)
  public func networkOrderLong(at offset: Int) -> UInt32 {
    precondition(offset >= 0 && offset <= count &- 4)
    return unsafe withUnsafeBytes { buffer in
      unsafe UInt32(bigEndian: buffer.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }
  }

  /// Up to eight bytes in one word, the first in the lowest place; those that are missing count as 0.
  ///
  /// - Parameters:
  ///   - offset: the first one, below `end`.
  ///   - end: where the bytes end, within the span.
  /// - Returns: the word.
  @inline(__always)
  public func littleEndianWord(at offset: Int, before end: Int) -> UInt64 {
    precondition(offset >= 0 && offset < end && end <= count)
    return unsafe withUnsafeBytes { buffer in
      guard let base = buffer.baseAddress else { return 0 }
      return unsafe end &- offset >= 8
        ? littleEndian(base + offset) : lastBytes(base, from: offset, to: end)
    }
  }
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

/// A part of a span as text; nil where it holds anything but ASCII, or reaches past the span.
public func asciiText(_ bytes: Span<UInt8>, in range: Range<Int>) -> String? {
  guard range.lowerBound >= 0, range.upperBound <= bytes.count,
    let text = try? UTF8Span(validating: bytes.extracting(range)), text.isKnownASCII
  else { return nil }
  return String(copying: text)
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
