/// Writes pcapng with comments, which libpcap cannot (draft-ietf-opsawg-pcapng).
///
/// Little-endian, nanoseconds. One section header, an interface description for each input as it comes,
/// enhanced packet blocks, interface statistics at the end. The caller takes the bytes.
public struct PcapngWriter: Sendable {
  private var bytes: [UInt8] = []
  /// The interface of the next frame, where it is not written yet.
  private var next: (linkType: UInt16, snapshotLength: Int, name: String)?
  /// The link type of the last interface.
  private var linkType: UInt16?
  private var interfaces: [Interface] = []

  private struct Interface: Sendable {
    var frames: UInt64 = 0
    var span: ClosedRange<UInt64>?
  }

  /// The longest text of an option in bytes.
  static let longestText = 65_535

  /// A writer that has written the section header.
  ///
  /// - Parameters:
  ///   - application: the program that writes, with its version.
  ///   - comment: what the whole file is about.
  public init(application: String, comment: String) {
    block(0x0A0D_0D0A) { block in
      block.append(UInt32(0x1A2B_3C4D))
      block.append(UInt16(1))
      block.append(UInt16(0))
      // A section whose length nobody says.
      block.append(UInt64.max)
      block.option(1, comment)
      block.option(4, application)
      block.endOptions()
    }
  }

  /// Whether interfaces of several link types have frames, which libpcap does not read from one file.
  public private(set) var mixesLinkTypes = false

  /// Describes the interface of the frames that follow; it is written with the first of them, because
  /// libpcap reads no file with an interface of another link type, even without a frame.
  ///
  /// - Parameters:
  ///   - linkType: the `LINKTYPE_` number, as pcap files have it.
  ///   - snapshotLength: in bytes; 0 for no limit. libpcap wants the same of all interfaces.
  ///   - name: where the frames come from.
  ///   - isOnlyOne: whether frames of further inputs are of the same interface. libpcap compares the
  ///     number of a second one with its own number of the link type, and refuses it where they differ.
  public mutating func addInterface(
    linkType: UInt16, snapshotLength: Int, name: String, isOnlyOne: Bool = false
  ) {
    if isOnlyOne, next?.linkType ?? self.linkType == linkType { return }
    next = (linkType, snapshotLength, name)
  }

  /// Writes what `addInterface` was told.
  private mutating func openInterface() {
    guard let described = next else { return }
    next = nil
    if !interfaces.isEmpty, linkType != described.linkType { mixesLinkTypes = true }
    linkType = described.linkType
    interfaces.append(Interface())
    block(1) { block in
      block.append(described.linkType)
      block.append(UInt16(0))
      block.append(UInt32(clamping: described.snapshotLength))
      block.option(2, described.name)
      // if_tsresol: 10 to the power of -9.
      block.option(9, [9])
      block.endOptions()
    }
  }

  /// Writes a frame of the last interface.
  ///
  /// - Parameters:
  ///   - frame: its time and length on the wire. Times before 1970 cannot be told and become 0.
  ///   - bytes: its captured bytes.
  ///   - comments: texts that belong to it, at most 65,535 bytes each.
  public mutating func append(_ frame: CaptureFrame, _ bytes: Span<UInt8>, comments: [String]) {
    openInterface()
    guard !interfaces.isEmpty else { return }
    let time = UInt64(max(0, frame.nanoseconds))
    let last = interfaces.count - 1
    interfaces[last].frames &+= 1
    let span = interfaces[last].span ?? time...time
    interfaces[last].span = min(span.lowerBound, time)...max(span.upperBound, time)
    block(6) { block in
      block.append(UInt32(last))
      block.append(UInt32(time >> 32))
      block.append(UInt32(truncatingIfNeeded: time))
      block.append(UInt32(clamping: bytes.count))
      block.append(UInt32(clamping: frame.originalLength))
      block.append(addingCapacity: bytes.count) { out in
        for index in bytes.indices { out.append(bytes[index]) }
      }
      block.pad()
      guard !comments.isEmpty else { return }
      for comment in comments { block.option(1, comment) }
      block.endOptions()
    }
  }

  /// Writes what was counted of each interface.
  public mutating func finish() {
    if interfaces.isEmpty { openInterface() }
    for (index, interface) in interfaces.enumerated() {
      let end = interface.span?.upperBound ?? 0
      block(5) { block in
        block.append(UInt32(index))
        block.append(UInt32(end >> 32))
        block.append(UInt32(truncatingIfNeeded: end))
        if let span = interface.span {
          block.option(2, time: span.lowerBound)
          block.option(3, time: span.upperBound)
        }
        var count: [UInt8] = []
        count.append(interface.frames)
        block.option(4, count)
        block.endOptions()
      }
    }
  }

  /// Hands out what was written since the last call.
  public mutating func takeOutput() -> [UInt8] {
    defer { bytes = [] }
    return bytes
  }

  /// The bytes that were not taken yet.
  public var count: Int { bytes.count }

  /// Writes a block: its type and its length stand around the body.
  private mutating func block(_ type: UInt32, _ body: (inout [UInt8]) -> Void) {
    bytes.append(type)
    let place = bytes.count
    bytes.append(UInt32(0))
    body(&bytes)
    let length = UInt32(bytes.count - place + 8)
    for index in 0..<4 {
      bytes[place + index] = UInt8(truncatingIfNeeded: length >> UInt32(8 * index))
    }
    bytes.append(length)
  }
}

extension [UInt8] {
  /// Appends a number, the lowest byte first.
  fileprivate mutating func append<Number: FixedWidthInteger & UnsignedInteger>(_ value: Number) {
    for shift in stride(from: 0, to: Number.bitWidth, by: 8) {
      append(UInt8(truncatingIfNeeded: value >> Number(shift)))
    }
  }

  /// Fills up to 32 bits.
  fileprivate mutating func pad() {
    while count % 4 != 0 { append(0 as UInt8) }
  }

  fileprivate mutating func option(_ code: UInt16, _ value: [UInt8]) {
    append(code)
    append(UInt16(clamping: value.count))
    append(contentsOf: value.prefix(PcapngWriter.longestText))
    pad()
  }

  /// A text; what is longer than an option takes ends at a whole character.
  fileprivate mutating func option(_ code: UInt16, _ text: String) {
    var end = text.utf8.index(
      text.startIndex, offsetBy: PcapngWriter.longestText, limitedBy: text.endIndex)
    while let place = end, place.samePosition(in: text.unicodeScalars) == nil {
      end = text.utf8.index(before: place)
    }
    option(code, Array(text[..<(end ?? text.endIndex)].utf8))
  }

  /// A time of interface statistics: its high and its low half.
  fileprivate mutating func option(_ code: UInt16, time: UInt64) {
    var value: [UInt8] = []
    value.append(UInt32(time >> 32))
    value.append(UInt32(truncatingIfNeeded: time))
    option(code, value)
  }

  fileprivate mutating func endOptions() { append(UInt32(0)) }
}
