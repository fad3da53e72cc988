import Packets
import Primitives
import Testing

@testable import Rewriting

@Suite struct SegmentCopyTests {
  /// A TCP segment between two IPv6 or IPv4 addresses, as a raw IP packet with a right checksum.
  private static func packet(_ payload: [UInt8], isIPv6: Bool) -> [UInt8] {
    let big = { (number: Int) in [UInt8(number >> 8 & 255), UInt8(number & 255)] }
    let addresses: [UInt8] = Array(1...(isIPv6 ? 32 : 8))
    var tcp: [UInt8] = [0, 25, 0x9C, 0xA0, 0, 0, 0, 1, 0, 0, 0, 1, 5 << 4, 0x18, 1, 0, 0, 0, 0, 0]
    tcp += payload
    tcp.replaceSubrange(16..<18, with: big(Int(~sum(addresses + [0, 6] + big(tcp.count) + tcp))))
    if isIPv6 { return [0x60, 0, 0, 0] + big(tcp.count) + [6, 64] + addresses + tcp }
    return [0x45, 0] + big(20 + tcp.count) + [0, 1, 0, 0, 64, 6, 0, 0] + addresses + tcp
  }

  private static func sum(_ bytes: [UInt8]) -> UInt16 {
    var sum = 0
    for (index, byte) in bytes.enumerated() {
      sum += index % 2 == 0 ? Int(byte) << 8 : Int(byte)
      sum = (sum & 0xFFFF) + (sum >> 16)
    }
    return UInt16(sum)
  }

  private static func decode(_ bytes: [UInt8]) -> Segment? {
    var decoder = PacketDecoder(ports: [25])
    let decoded = decoder.decode(
      bytes.span, linkType: .rawIP, originalLength: bytes.count, number: 1, time: 0)
    guard case .segment(let segment) = decoded else { return nil }
    return segment
  }

  /// Bytes that carries and zeros go wrong on, more often than chance would have them.
  private static func byte(_ generator: inout SplitMix64) -> UInt8 {
    [0, 0xFF, UInt8(truncatingIfNeeded: generator.next())][Int(generator.next() % 3)]
  }

  @Test("case 14: edits at any offset leave the checksum that a full computation gives (seed 14)")
  func checksums() throws {
    var generator = SplitMix64(seed: 14)
    for round in 0..<6_000 {
      let isIPv6 = round % 2 == 0
      var text = (0..<Int.random(in: 1...40, using: &generator)).map { _ in
        Self.byte(&generator)
      }
      let bytes = Self.packet(text, isIPv6: isIPv6)
      let segment = try #require(Self.decode(bytes))
      // The copy starts somewhere in the stream, and edits reach over both of its ends.
      let own = Int64(generator.next() % 7)
      let store = ArrayStore(bytes: bytes)
      var copy = SegmentCopy(
        segment, of: bytes.span, .edited,
        .frame(
          CarriedPart(
            range: 0..<bytes.count, position: 0,
            record: FrameRecord(position: 0, length: bytes.count))))
      for _ in 0..<3 {
        let offset = generator.next() % UInt64(text.count + 8)
        let new = (0..<Int.random(in: 1...9, using: &generator)).map { _ in
          Self.byte(&generator)
        }
        let outcome = copy.apply(
          RetainedEdit(offset: offset, bytes: new, old: new), own: own, in: store)
        #expect(!outcome.isChecksumLeft && !outcome.isTooLate && !outcome.isRecomputed)
        for (index, byte) in new.enumerated() {
          let place = Int(offset) + index - Int(own)
          if text.indices.contains(place) { text[place] = byte }
        }
      }
      guard store.bytes == Self.packet(text, isIPv6: isIPv6) else {
        Issue.record("round \(round)")
        return
      }
    }
  }

  @Test("an edit that changes nothing leaves a frame as it is, and a wrong checksum wrong")
  func nothing() throws {
    var bytes = Self.packet(Array("abc".utf8), isIPv6: false)
    bytes[36] ^= 0x55
    let segment = try #require(Self.decode(bytes))
    let store = ArrayStore(bytes: bytes)
    var copy = SegmentCopy(
      segment, of: bytes.span, .edited,
      .frame(
        CarriedPart(
          range: 0..<bytes.count, position: 0, record: FrameRecord(position: 0, length: 43))))
    let outcome = copy.apply(
      RetainedEdit(offset: 0, bytes: Array("abc".utf8), old: []), own: 0, in: store)
    #expect(outcome.edited == 0 && !outcome.isRecomputed)
    #expect(store.bytes == bytes)
  }

  @Test("the checksum of a cut copy follows where the missing bytes are known, else it stays")
  func cut() throws {
    let whole = Self.packet(Array("abcdef".utf8), isIPv6: false)
    let bytes = Array(whole[..<42])
    var decoder = PacketDecoder(ports: [25])
    guard
      case .segment(let segment) = decoder.decode(
        bytes.span, linkType: .rawIP, originalLength: whole.count, number: 1, time: 0)
    else { throw CancellationError() }
    for isKnown in [true, false] {
      let store = ArrayStore(bytes: bytes)
      var copy = SegmentCopy(
        segment, of: bytes.span, .edited,
        .frame(
          CarriedPart(
            range: 0..<42, position: 0, record: FrameRecord(position: 0, length: 42))))
      let edit = RetainedEdit(
        offset: 0, bytes: Array("XXXXXX".utf8), old: isKnown ? Array("abcdef".utf8) : [])
      let outcome = copy.apply(edit, own: 0, in: store)
      #expect(outcome.isChecksumLeft == !isKnown)
      let wanted = Self.packet(Array("XXXXXX".utf8), isIPv6: false)
      #expect(store.bytes[40...] == wanted[40..<42])
      #expect(store.bytes[36..<38] == (isKnown ? wanted : whole)[36..<38])
    }
  }

  @Test("bytes that are written already stay, and the checksum does not count them")
  func tooLate() throws {
    let bytes = Self.packet(Array("abc".utf8), isIPv6: false)
    let segment = try #require(Self.decode(bytes))
    let store = ArrayStore(bytes: bytes, written: 100)
    var copy = SegmentCopy(
      segment, of: bytes.span, .edited,
      .frame(
        CarriedPart(
          range: 0..<bytes.count, position: 0, record: FrameRecord(position: 0, length: 43))))
    let outcome = copy.apply(
      RetainedEdit(offset: 0, bytes: [1, 2, 3], old: []), own: 0, in: store)
    #expect(outcome.isTooLate && outcome.edited == 0 && !outcome.isChecksumLeft)
    #expect(store.bytes == bytes)
  }
}
