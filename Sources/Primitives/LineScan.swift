private import Glibc

// The scan for whole lines, a loop of its own so that a line costs no call across modules. As in
// `ByteScan.swift`, bounds are checked against the span's count before a raw load.

/// A set of ASCII octets, looked up in a few instructions.
public struct ASCIISet: Sendable, Hashable {
  private var low: UInt64 = 0
  private var high: UInt64 = 0

  /// The octets of a text; those above 127 are left out.
  public init(_ octets: String) {
    for octet in octets.utf8 { insert(octet) }
  }

  /// Adds an octet, where it is below 128.
  public mutating func insert(_ octet: UInt8) {
    guard octet < 128 else { return }
    if octet < 64 { low |= 1 &<< UInt64(octet) } else { high |= 1 &<< UInt64(octet & 63) }
  }

  /// Whether an octet is one of the set.
  @inline(__always)
  public func contains(_ octet: UInt8) -> Bool {
    octet < 128 && ((octet < 64 ? low : high) &>> UInt64(octet & 63)) & 1 != 0
  }
}

/// Passes whole lines, each ended by CR LF (RFC 5321 section 2.3.8), that are of no interest.
///
/// A line is not passed where its first byte stops the scan, where its first LF stands without a CR
/// before it or is missing, and where it exceeds a limit.
///
/// - Parameters:
///   - bytes: the bytes to scan.
///   - start: the index of the first byte of a line.
///   - stops: the first bytes of lines that are not passed.
///   - lineLimit: the length of a line in bytes, CR LF left out, above which it is not passed.
///   - totalLimit: the bytes that are passed at most, each CR LF counted.
///   - longest: raised to the length of the longest line that is passed, CR LF left out.
/// - Returns: the index of the first line that is not passed, or the span's count where there is
///   none; `start` where it is outside the span.
public func skipPlainLines(
  _ bytes: Span<UInt8>, from start: Int, stoppingAt stops: ASCIISet, lineLimit: Int,
  totalLimit: Int, longest: inout Int
) -> Int {
  guard start >= 0, start < bytes.count else { return start }
  var most = longest
  defer { longest = most }
  return unsafe bytes.withUnsafeBytes { buffer in
    guard let base = buffer.baseAddress else { return start }
    let count = buffer.count
    let end = totalLimit < count &- start ? start &+ totalLimit : count
    var line = start
    while line < count {
      if stops.contains(unsafe base.load(fromByteOffset: line, as: UInt8.self)) { break }
      guard let hit = unsafe memchr(base + line, 0x0A, count &- line) else { break }
      let length = unsafe UnsafeRawPointer(hit) - base &+ 1 &- line
      guard length > 1,
        unsafe base.load(fromByteOffset: line &+ length &- 2, as: UInt8.self) == 0x0D,
        length &- 2 <= lineLimit, line &+ length <= end
      else { break }
      most = max(most, length &- 2)
      line &+= length
      // Lines of encoded content are all as long: the next ones need no search.
      guard length > 64, length <= 128 else { continue }
      while unsafe line <= end &- length
        && !stops.contains(base.load(fromByteOffset: line, as: UInt8.self))
        && base.loadUnaligned(fromByteOffset: line &+ length &- 2, as: UInt16.self) == lineEnd
        && !hasLineFeed(base + line, length &- 1)
      {
        line &+= length
      }
    }
    return line
  }
}

/// CR LF as it is loaded.
private let lineEnd = UInt16(littleEndian: 0x0A0D)

/// Whether there is a LF among 64 to 128 bytes: the first 64 and the last at once.
@inline(__always)
private func hasLineFeed(_ bytes: UnsafeRawPointer, _ count: Int) -> Bool {
  let lineFeeds = SIMD64<UInt8>(repeating: 0x0A)
  let first = unsafe bytes.loadUnaligned(as: SIMD64<UInt8>.self)
  let last = unsafe bytes.loadUnaligned(fromByteOffset: count &- 64, as: SIMD64<UInt8>.self)
  let hits = (first .== lineFeeds) .| (last .== lineFeeds)
  let words = unsafe unsafeBitCast(hits, to: SIMD8<UInt64>.self)
  let four = words.lowHalf | words.highHalf
  let two = four.lowHalf | four.highHalf
  return two[0] | two[1] != 0
}
