/// What the first bytes of an input make of it.
public enum ContentKind: Hashable, Sendable {
  /// No bytes at all.
  case empty
  /// The classic pcap format, in either byte order, with micro- or nanoseconds.
  case pcap
  /// The pcapng format.
  case pcapng
  /// Compressed data; what they hold is not known yet.
  case compressed(Compression)
  /// Something that is known and cannot be read, in words for a message.
  case foreign(String, remedy: String)
  /// Printable text.
  case text
  /// Anything else.
  case unknown

  /// Whether the input is a capture, or may hold one.
  public var isCapture: Bool {
    switch self {
    case .pcap, .pcapng, .compressed: true
    case .empty, .foreign, .text, .unknown: false
    }
  }
}

/// How many first bytes `recognise` needs to tell a capture from everything else.
let recognisableLength = 8

/// Says what an input is.
///
/// - Parameter firstBytes: its first bytes: 8 decide about captures, more help with the rest.
/// - Returns: what they make of it.
public func recognise(firstBytes: [UInt8]) -> ContentKind {
  if firstBytes.isEmpty { return .empty }
  for signature in pcapSignatures where firstBytes.starts(with: signature) { return .pcap }
  if firstBytes.starts(with: pcapngSignature) { return .pcapng }
  for compression in Compression.allCases {
    for signature in compression.signatures where firstBytes.starts(with: signature) {
      return .compressed(compression)
    }
  }
  for format in foreignFormats where firstBytes.starts(with: format.signature) {
    return .foreign(format.name, remedy: format.remedy)
  }
  return isText(firstBytes) ? .text : .unknown
}

/// The magic numbers that libpcap reads: micro- and nanoseconds, "modified" and NAVTEL, in both
/// byte orders (draft-ietf-opsawg-pcap section 4, libpcap sf-pcap.c).
private let pcapSignatures: [[UInt8]] = {
  let numbers: [[UInt8]] = [
    [0xA1, 0xB2, 0xC3, 0xD4], [0xA1, 0xB2, 0x3C, 0x4D], [0xA1, 0xB2, 0xCD, 0x34],
    [0xA1, 0x2B, 0x3C, 0x4D],
  ]
  return numbers + numbers.map { $0.reversed() }
}()

/// The type of a Section Header Block (draft-ietf-opsawg-pcapng section 4.1), a palindrome.
private let pcapngSignature: [UInt8] = [0x0A, 0x0D, 0x0D, 0x0A]

/// What people mistake for captures that can be read.
private let foreignFormats: [(signature: [UInt8], name: String, remedy: String)] = {
  let convert = "convert it with 'editcap -F pcap IN OUT'"
  let unpack = "unpack it first"
  return [
    (Array("snoop\0\0\0".utf8), "a snoop capture", convert),
    (Array("GMBU".utf8), "a Microsoft Network Monitor capture", convert),
    (Array("RTSS".utf8), "a Microsoft Network Monitor capture", convert),
    (Array("TRSNIFF data".utf8), "a Sniffer capture", convert),
    (Array("XCP\0".utf8), "a NetXRay capture", convert),
    (Array("BZh".utf8), "bzip2 data", "unpack it first with 'bunzip2'"),
    ([0x1F, 0x9D], "data packed by compress", "unpack it first with 'uncompress'"),
    (Array("PK\u{3}\u{4}".utf8), "a zip archive", unpack),
    ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], "a 7z archive", unpack),
  ]
}()

/// Whether bytes are printable UTF-8, the last character of which may be cut.
private func isText(_ bytes: [UInt8]) -> Bool {
  let isPrintable = bytes.allSatisfy { byte in
    byte >= 0x20 && byte != 0x7F || (0x09...0x0D).contains(byte)
  }
  guard isPrintable else { return false }
  return (0..<min(4, bytes.count)).contains { cut in
    String(validating: bytes.dropLast(cut), as: UTF8.self) != nil
  }
}
