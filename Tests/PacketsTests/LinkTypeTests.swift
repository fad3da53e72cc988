import Foundation
import Packets
import Primitives
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite struct LinkTypeTests {
  @Test(arguments: SampleFrame.all)
  func `the segment is found`(sample: SampleFrame) throws {
    var decoder = PacketDecoder(ports: [25])
    let result = decoder.decode(sample.bytes, sample.linkType)
    #expect(result.kind == "segment")
    let segment = try #require(result.anySegment)
    #expect(decoder.payload(result, in: sample.bytes) == [UInt8]("EHLO client.example\r\n".utf8))
    #expect(segment.payloadLength == 21)
    #expect(segment.checksum == .right)
    #expect(segment.destination.port == 25)
    #expect(segment.source.address == (segment.source.address.isIPv6 ? alice6 : alice))
    #expect(segment.headerChecksum == (segment.source.address.isIPv6 ? .unchecked : .right))
  }

  @Test(arguments: SampleFrame.all)
  func `padding behind the packet is never payload`(sample: SampleFrame) {
    var decoder = PacketDecoder(ports: [25])
    let padded = sample.bytes + [UInt8](repeating: 0x55, count: 46)
    let result = decoder.decode(padded, sample.linkType)
    #expect(decoder.payload(result, in: padded) == [UInt8]("EHLO client.example\r\n".utf8))
  }

  @Test(arguments: SampleFrame.all)
  func `a frame of every captured length gives what was captured`(sample: SampleFrame) throws {
    let payloadStart = sample.bytes.count - 21
    for captured in 0..<sample.bytes.count {
      var decoder = PacketDecoder(ports: [25])
      let result = decoder.decode(sample.bytes, sample.linkType, captured: captured)
      if captured < payloadStart {
        #expect(result.kind == "malformed", "\(captured) bytes")
        #expect(decoder.counts.malformed == 1)
      } else {
        let segment = try #require(result.anySegment)
        #expect(segment.payload == payloadStart..<captured)
        #expect(segment.payloadLength == 21)
        #expect(segment.checksum == .unchecked)
      }
      #expect(decoder.counts.snapped == 1)
    }
  }

  @Test(arguments: SampleFrame.all)
  func `a frame that ends early on the wire never gives more than it has`(sample: SampleFrame) {
    for length in 0..<sample.bytes.count {
      var decoder = PacketDecoder(ports: [25])
      let cut = Array(sample.bytes.prefix(length))
      let result = decoder.decode(cut, sample.linkType)
      if let segment = result.anySegment { #expect(segment.payload.upperBound == length) }
      #expect(decoder.counts.malformed == (result.kind == "malformed" ? 1 : 0))
    }
  }

  private static let others: [(LinkType, [UInt8])] = [
    (.ethernet, ethernet(0x0806, [0, 1, 8, 0])),
    (.ethernet, ethernet(38, [0x42, 0x42, 3, 0])),
    (.ethernet, ethernet(0x8863, [0x11, 9, 0, 0, 0, 0])),
    (.ethernet, ethernet(0x8847, [0, 1, 1, 9, 0, 0, 0, 0])),
    (.linuxCooked, [UInt8](repeating: 0, count: 15) + [1, 0x45]),
    (.linuxCooked2, [0, 0x0C] + [UInt8](repeating: 0, count: 30)),
    (.rawIP, [0x55, 0, 0, 0]),
    (.bsdNull, [7, 0, 0, 0, 0x45]),
    (.bsdLoop, [2, 0, 0, 0, 0x45]),
    (.ppp, [0xC0, 0x21, 1, 1]),
    (.ppp, [0xFF, 3, 0, 0x2D, 0x45]),
    (.pppSerial, [0x8F, 0, 0x80, 0x35, 0, 0]),
    (.pppoe, [0x11, 9, 0, 0, 0, 4, 0, 0x21, 0x45, 0]),
  ]

  @Test(arguments: others)
  func `other protocols are passed over`(linkType: LinkType, frame: [UInt8]) {
    var decoder = PacketDecoder(ports: [25])
    #expect(decoder.decode(frame, linkType).kind == "other")
    #expect(decoder.counts.malformed == 0)
  }

  @Test func `tags without end come to an end`() {
    var decoder = PacketDecoder(ports: [25])
    let tags = [[UInt8]](repeating: [0, 1, 0x81, 0], count: 65_536).flatMap(\.self)
    #expect(decoder.decode(ethernet(0x8100, tags)).kind == "malformed")
    let labels = [UInt8](repeating: 0, count: 262_144)
    #expect(decoder.decode(ethernet(0x8847, labels)).kind == "malformed")
  }

  @Test(arguments: [
    (0, "NULL"), (1, "EN10MB"), (9, "PPP"), (12, "RAW"), (14, "RAW"), (50, "PPP_SERIAL"),
    (51, "PPP_ETHER"), (101, "RAW"), (108, "LOOP"), (113, "LINUX_SLL"), (228, "IPV4"),
    (229, "IPV6"), (276, "LINUX_SLL2"),
  ])
  func `a number has libpcap's name`(number: Int32, name: String) {
    #expect(LinkType(dataLinkType: number)?.name == name)
  }

  @Test func `no number has two types, and others have none`() {
    let numbers = LinkType.allCases.flatMap(\.datalinkNumbers)
    #expect(Set(numbers).count == numbers.count)
    #expect(numbers.count == 13)
    for number in Int32(-1)...300 where !numbers.contains(number) {
      #expect(LinkType(dataLinkType: number) == nil)
    }
  }

  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../Sources/Packets/LinkTypes").standardized.path()

  @Test(
    .enabled(if: FileManager.default.isReadableFile(atPath: folder), "sources are not readable"))
  func `the catalogue and the folder have the same link types`() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder)
      .filter { $0.hasSuffix(".swift") }.map { $0.dropLast(6).lowercased() }
    #expect(files.sorted() == LinkType.allCases.map { "\($0)".lowercased() }.sorted())
  }
}
