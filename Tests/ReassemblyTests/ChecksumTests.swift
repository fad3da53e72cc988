import Primitives
import Testing

@testable import Packets
@testable import Reassembly

@Suite struct ChecksumTests {
  private func feed(_ policy: ChecksumPolicy, right: Int) -> Feed {
    var feed = Feed { $0.checksums = policy }
    feed.handshake()
    for offset in 0..<right { feed.send(Sent(offset: offset, text: "r", checksum: .right)) }
    return feed
  }

  @Test func `a damaged segment waits for its right copy`() {
    var feed = feed(.auto, right: 16)
    feed.send(Sent(offset: 16, text: "WRONG", checksum: .wrong))
    feed.send(Sent(offset: 21, text: " more", checksum: .right))
    #expect(feed.text(.client).utf8.count == 16)
    feed.send(Sent(offset: 16, text: "RIGHT", checksum: .right))
    #expect(feed.text(.client).hasSuffix("RIGHT more"))
    #expect(feed.events == ["opened 1", "checksum discarded client 16"])
  }

  @Test func `a wrong segment that the other side acknowledges is used`() {
    var feed = feed(.auto, right: 16)
    feed.send(Sent(offset: 16, text: "odd", checksum: .wrong))
    #expect(feed.text(.client).utf8.count == 16)
    feed.bare(.server, 0, ack: 19)
    #expect(feed.text(.client).hasSuffix("odd"))
    feed.send(Sent(offset: 19, text: "next", checksum: .wrong))
    #expect(feed.text(.client).hasSuffix("oddnext"))
    #expect(feed.events == ["opened 1", "checksum kept client 16"])
    #expect(feed.reassembler.counters.wrongChecksumsKept == 2)
  }

  @Test func `a wrong segment that nobody decides is not lost`() {
    var feed = feed(.auto, right: 16)
    feed.send(Sent(offset: 16, bits: [.ack, .fin], text: "last", checksum: .wrong))
    feed.finish()
    #expect(feed.text(.client).hasSuffix("last"))
    #expect(feed.events.contains("finished client 20"))
    #expect(feed.events.contains("checksum undecided client 16"))
  }

  @Test(arguments: [ChecksumState.wrong, .partial])
  func `a sender whose sums are wrong from the start loses nothing`(_ state: ChecksumState) {
    var feed = feed(.auto, right: 15)
    feed.send(Sent(offset: 15, text: "kept", checksum: state))
    feed.send(Sent(offset: 19, text: "too", checksum: state))
    #expect(feed.text(.client).hasSuffix("rkepttoo"))
    #expect(feed.events == ["opened 1", "checksum trusted client 15"])
    #expect(feed.reassembler.counters.wrongChecksumsKept == 2)
  }

  @Test func `all discards wrong ones and keeps partial ones`() {
    var feed = feed(.all, right: 1)
    feed.send(Sent(offset: 1, text: "w", checksum: .wrong))
    feed.send(Sent(offset: 1, text: "p", checksum: .partial))
    feed.send(Sent(offset: 2, bits: .rst, checksum: .wrong))
    #expect(feed.text(.client) == "rp")
    #expect(feed.reassembler.counters.wrongChecksumsDiscarded == 2)
    feed.client = Socket(address: feed.client.address, port: 1)
    feed.send(Sent(acknowledges: nil, bits: .syn, checksum: .wrong))
    #expect(feed.reassembler.counters.connections == 1)
  }

  @Test func `a segment damaged in its checksum alone is not what its right copy is a copy of`() {
    for policy in [ChecksumPolicy.auto, .all] {
      var feed = feed(policy, right: 16)
      feed.send(Sent(offset: 16, text: "same", checksum: .wrong, identification: 7))
      feed.send(Sent(offset: 16, text: "same", checksum: .right, identification: 7))
      #expect(feed.text(.client).hasSuffix("rsame"))
      #expect(feed.events == ["opened 1", "checksum discarded client 16"])
      #expect(feed.reassembler.counters.duplicates == 0)
    }
  }

  @Test func `a damaged segment that was captured twice is no sender whose checksums mean nothing`()
  {
    var feed = feed(.auto, right: 16)
    for _ in 0..<2 {
      feed.send(Sent(offset: 16, text: "WRONG", checksum: .wrong, identification: 7))
    }
    feed.send(Sent(offset: 16, text: "RIGHT", checksum: .right, identification: 8))
    #expect(feed.text(.client).hasSuffix("rRIGHT"))
    #expect(
      feed.events == ["opened 1", "checksum discarded client 16", "checksum discarded client 16"])
    #expect(feed.reassembler.counters.duplicates == 0)
  }

  @Test func `two discarded copies of one frame are two discarded segments`() {
    var feed = feed(.all, right: 1)
    for _ in 0..<2 {
      feed.send(Sent(offset: 1, text: "w", checksum: .wrong, identification: 7))
    }
    #expect(feed.reassembler.counters.wrongChecksumsDiscarded == 2)
    #expect(feed.reassembler.counters.duplicates == 0)
  }

  @Test func `several damaged segments wait for their right copies`() {
    var feed = feed(.auto, right: 16)
    feed.send(Sent(offset: 16, text: "WRONG", checksum: .wrong))
    feed.send(Sent(offset: 21, text: "WORSE", checksum: .wrong))
    feed.send(Sent(offset: 16, text: "BROKE", checksum: .wrong))
    feed.send(Sent(offset: 16, text: "RIGHT", checksum: .right))
    feed.send(Sent(offset: 21, text: "AGAIN", checksum: .right))
    #expect(feed.text(.client).hasSuffix("rRIGHTAGAIN"))
    #expect(
      feed.events == [
        "opened 1", "checksum discarded client 16", "checksum discarded client 16",
        "checksum discarded client 21",
      ])
    #expect(feed.reassembler.counters.wrongChecksumsKept == 0)
  }

  @Test func `right copies of the parts of a damaged segment take its place`() {
    var feed = feed(.auto, right: 16)
    feed.send(Sent(offset: 16, text: "WRONGWRONG", checksum: .wrong))
    feed.send(Sent(offset: 16, text: "RIGHT", checksum: .right))
    feed.bare(.server, 0, ack: 21)
    #expect(feed.text(.client).hasSuffix("rRIGHT"))
    feed.send(Sent(offset: 21, text: "AGAIN", checksum: .right))
    #expect(feed.text(.client).hasSuffix("rRIGHTAGAIN"))
    #expect(feed.events == ["opened 1", "checksum discarded client 21"])
  }

  @Test(arguments: [OverlapPolicy.first, .last])
  func `a damaged copy of what waits already is of no use`(_ overlap: OverlapPolicy) {
    var feed = Feed { $0.overlap = overlap }
    feed.handshake()
    for offset in 0..<16 { feed.send(Sent(offset: offset, text: "r", checksum: .right)) }
    feed.send(Sent(offset: 20, text: "last", checksum: .right))
    feed.send(Sent(offset: 20, text: "LOST", checksum: .wrong))
    feed.send(Sent(offset: 16, text: "then", checksum: .right))
    feed.bare(.server, 0, ack: 24)
    #expect(feed.text(.client).hasSuffix("rthenlast"))
    #expect(feed.events.count == 2)
    #expect(feed.reassembler.counters.wrongChecksumsDiscarded == 1)
  }

  @Test func `a wrong segment that was acknowledged before it came is used at once`() {
    var feed = feed(.auto, right: 16)
    feed.bare(.server, 0, ack: 20)
    feed.send(Sent(offset: 16, text: "late", checksum: .wrong))
    #expect(feed.text(.client).hasSuffix("rlate"))
    #expect(feed.events == ["opened 1", "checksum kept client 16"])
  }

  @Test func `a wrong segment is used before its place is given up as a gap`() {
    var feed = Feed { $0.queuedSegments = 4 }
    feed.handshake()
    for offset in 0..<16 { feed.send(Sent(offset: offset, text: "r", checksum: .right)) }
    feed.send(Sent(offset: 16, text: "odd.", checksum: .wrong))
    for place in 0..<6 {
      feed.send(Sent(offset: 20 + 2 * place, text: "ab", checksum: .right))
    }
    #expect(feed.text(.client).hasSuffix("rodd.abababababab"))
    #expect(feed.events.filter { $0.hasPrefix("checksum") } == ["checksum undecided client 16"])
  }

  @Test func `a wrong segment that is used goes behind what it acknowledges`() {
    var feed = feed(.auto, right: 16)
    feed.send(Sent(offset: 16, acknowledges: 5, text: "odd", checksum: .wrong))
    feed.data(.server, 5, "next", ack: 19)
    feed.finish()
    #expect(feed.order.suffix(3).map { $0.prefix(4) } == ["s:[m", "c:od", "s:ne"])
  }

  @Test func `many wrong segments that nobody decides are used`() {
    var feed = feed(.auto, right: 16)
    for place in 0..<20 {
      feed.send(Sent(offset: 16 + 2 * place, text: "ab", checksum: .wrong))
    }
    feed.finish()
    #expect(
      feed.text(.client) == String(repeating: "r", count: 16) + String(repeating: "ab", count: 20))
    #expect(feed.reassembler.counters.wrongChecksumsKept == 20)
    #expect(feed.events.filter { $0.hasPrefix("checksum") } == ["checksum undecided client 16"])
  }

  @Test func `none never looks`() {
    var feed = feed(.none, right: 20)
    feed.send(Sent(offset: 20, text: "w", checksum: .wrong))
    #expect(feed.text(.client).hasSuffix("rw"))
    #expect(feed.events == ["opened 1"])
  }

  @Test func `the sum of a payload follows from the headers where the checksum is right`() {
    var generator = SplitMix64(seed: 3)
    let feed = Feed()
    for length in 129..<400 {
      let payload = (0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) }
      var (segment, bytes) = feed.segment(Sent(checksum: .right, payloadBytes: payload))
      for index in 20..<36 { bytes[index] = UInt8.random(in: 0...255, using: &generator) }
      (bytes[36], bytes[37]) = (0, 0)
      // RFC 9293 section 3.1: the checksum over pseudo-header, header and payload.
      var sum = internetSum(bytes.span, in: 20..<bytes.count)
      for word in [0xC000, 0x0207, 0xC633, 0x6419, 6, UInt16(20 + length)] {
        sum = addingOnesComplement(sum, word)
      }
      (bytes[36], bytes[37]) = (UInt8(~sum >> 8), UInt8(~sum & 0xFF))
      let derived = segment.payloadSum(in: bytes.span)
      segment.checksum = .unchecked
      #expect(derived == segment.payloadSum(in: bytes.span))
    }
  }
}
