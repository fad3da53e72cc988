import CaptureFiles
import Testing

@Suite struct ContentKindTests {
  @Test(
    "first bytes tell what an input is",
    arguments: [
      ([], .empty),
      ([0xD4, 0xC3, 0xB2, 0xA1, 2, 0, 4, 0], .pcap),
      ([0xA1, 0xB2, 0xC3, 0xD4, 0, 2, 0, 4], .pcap),
      ([0x4D, 0x3C, 0xB2, 0xA1, 2, 0, 4, 0], .pcap),
      ([0xA1, 0xB2, 0x3C, 0x4D, 0, 2, 0, 4], .pcap),
      ([0x0A, 0x0D, 0x0D, 0x0A, 28, 0, 0, 0], .pcapng),
      ([0x1F, 0x8B, 8, 0], .compressed(.gzip)),
      ([0x28, 0xB5, 0x2F, 0xFD], .compressed(.zstandard)),
      ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0], .compressed(.xz)),
      ([0x04, 0x22, 0x4D, 0x18], .compressed(.lz4)),
      (Array("220 mx.example.net\r\n".utf8), .text),
      (Array("BZh91AY".utf8), .foreign("bzip2 data", remedy: "unpack it first with 'bunzip2'")),
      ([0xD4, 0xC3, 0xB2], .unknown),
      ([0x7F, 0x45, 0x4C, 0x46, 0], .unknown),
    ] as [([UInt8], ContentKind)])
  func firstBytes(bytes: [UInt8], kind: ContentKind) {
    #expect(recognise(firstBytes: bytes) == kind)
  }

  @Test("only captures and compressed data may hold frames")
  func captures() {
    let captures: [ContentKind] = [.pcap, .pcapng, .compressed(.xz)]
    let others: [ContentKind] = [.empty, .text, .unknown, .foreign("a zip archive", remedy: "x")]
    #expect(captures.allSatisfy { $0.isCapture })
    #expect(!others.contains { $0.isCapture })
  }
}
