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
    #expect(feed.events == ["opened 1", "checksum kept client 15"])
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
