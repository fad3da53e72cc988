import Primitives

// Lines in which nothing can be found but their length, most of a mail: whole ones in a segment are
// taken without a look at each, and fields that nothing looks into are told by their first bytes.
// Where the end of every line is told, none is plain. What is left stands where it is for
// `MailDataScanner+Lines.swift`, with the same result.

extension MailDataScanner {
  /// First bytes of body lines outside multiparts that need a closer look: the final dot's.
  private static let bodyStops = ASCIISet(".")
  /// The same inside multiparts, where a line may be a delimiter.
  private static let partStops = ASCIISet(".-")
  /// First bytes of header lines that start a field of `HeaderFieldName`.
  private static let names = ASCIISet("tTmMcC")
  /// Those, and first bytes of header lines that need a closer look: the empty line's CR as well.
  private static let headerStops = ASCIISet("tTmMcC.\r")
  /// The same inside multiparts.
  private static let partHeaderStops = ASCIISet("tTmMcC.\r-")

  /// Takes what is plain from `start` on, and returns the index of the first byte that is not.
  ///
  /// A line is begun only where the rest of the segment is its start, and so taken.
  mutating func takePlain(
    _ bytes: Span<UInt8>, from start: Int, streamOffset: UInt64,
    _ findings: inout ContentFindings
  ) -> Int {
    switch phase {
    case .body where thresholds.tellsBodyLineEnds, .partHeader where thresholds.tellsBodyLineEnds,
      .header where thresholds.tellsHeaderLineEnds:
      return start
    case .body:
      var index = start
      if !line.isFresh {
        // From its second byte on, a line is plain whatever follows.
        guard line.length > 1, line.firstByte != Octet.dot, !line.isProbed else { return start }
        index = takePlainBodyPiece(bytes, from: start)
        guard index > start, line.isFresh, index < bytes.count else { return index }
      }
      return takePlainBodyLines(bytes, from: index, streamOffset: streamOffset)
    case .header, .partHeader:
      guard line.isFresh else { return start }
      return takePlainHeaderLines(bytes, from: start, streamOffset: streamOffset, &findings)
    case .unknown, .ended: return start
    }
  }

  /// The bytes that the body may grow by before its next threshold is exceeded.
  private var bodyRoom: Int {
    guard bodyThresholdsExceeded < thresholds.bodyLength.count else { return .max }
    return thresholds.bodyLength[bodyThresholdsExceeded] &- bodyLineBytes
  }

  /// The same for the header.
  private var headerRoom: Int {
    guard headerThresholdsExceeded < thresholds.headerLength.count else { return .max }
    return thresholds.headerLength[headerThresholdsExceeded] &- headerLineBytes
  }

  /// Takes whole lines of the body, and the start of one that goes on in the next segment.
  private mutating func takePlainBodyLines(
    _ bytes: Span<UInt8>, from start: Int, streamOffset: UInt64
  ) -> Int {
    let stops = structure.isOpen ? Self.partStops : Self.bodyStops
    let index = skipPlainLines(
      bytes, from: start, stoppingAt: stops, lineLimit: thresholds.bodyLine.first ?? .max,
      totalLimit: bodyRoom, longest: &peaks.bodyLine)
    bodyLineBytes &+= index &- start
    // A CR at its second byte may be that of a line end: two bytes of content need three.
    guard bytes.count &- index > 2, !stops.contains(bytes[index]) else { return index }
    line = Line(offset: streamOffset &+ UInt64(index))
    line.firstByte = bytes[index]
    line.hasCarriageReturnSecond = bytes[index &+ 1] == Octet.carriageReturn
    let next = takePlainBodyPiece(bytes, from: index)
    if next == index { line = Line() }
    return next
  }

  /// Takes a piece of a line of the body that neither is a delimiter nor starts with a dot.
  ///
  /// - Returns: the index behind it, or `start` where a threshold is exceeded.
  private mutating func takePlainBodyPiece(_ bytes: Span<UInt8>, from start: Int) -> Int {
    let piece = LinePiece(
      bytes, from: start, withheldCarriageReturn: line.hasWithheldCarriageReturn)
    let lineLimit =
      line.thresholdsExceeded < thresholds.bodyLine.count
      ? thresholds.bodyLine[line.thresholdsExceeded] : .max
    let length = line.length &+ (piece.releasesCarriageReturn ? 1 : 0) &+ piece.content.count
    let ending =
      switch piece.ending {
      case .nothing: 0
      case .carriageReturn: 1
      case .lineEnd: 2
      }
    guard length <= lineLimit, length &+ ending <= bodyRoom else { return start }
    if piece.ending == .lineEnd {
      peaks.bodyLine = max(peaks.bodyLine, length)
      bodyLineBytes &+= length &+ 2
      line = Line()
    } else {
      line.length = length
      line.hasWithheldCarriageReturn = piece.ending == .carriageReturn
    }
    return piece.next
  }

  /// Takes whole lines of a header and hands those of fields that matter to the reader.
  private mutating func takePlainHeaderLines(
    _ bytes: Span<UInt8>, from start: Int, streamOffset: UInt64,
    _ findings: inout ContentFindings
  ) -> Int {
    let isPart = phase == .partHeader
    let stops = structure.isOpen ? Self.partHeaderStops : Self.headerStops
    let lineLimit = (isPart ? thresholds.bodyLine.first : thresholds.headerLine.first) ?? .max
    let end = isPart ? bodyRoom : headerRoom
    var index = start
    var longest = 0
    defer {
      if isPart {
        peaks.bodyLine = max(peaks.bodyLine, longest)
      } else {
        peaks.headerLine = max(peaks.headerLine, longest)
      }
    }
    while index < bytes.count {
      let first = bytes[index]
      let room = end &- (index &- start)
      let isFolded = reader.isReadingValue && first.isBlank
      if !isFolded {
        let isName = Self.names.contains(first)
        if !isName, stops.contains(first) { break }
        if reader.isReadingValue {
          let offset = streamOffset &+ UInt64(index)
          endField(lineOffset: offset, decidedAt: offset, &findings)
        }
        if !isName {
          let next = skipPlainLines(
            bytes, from: index, stoppingAt: stops, lineLimit: lineLimit, totalLimit: room,
            longest: &longest)
          if next == index { break }
          reader.ignoreField()
          index = next
          continue
        }
      }
      guard let lineFeed = firstIndex(of: Octet.lineFeed, in: bytes, from: index),
        lineFeed > index, bytes[lineFeed &- 1] == Octet.carriageReturn,
        lineFeed &- 1 &- index <= lineLimit, lineFeed &+ 1 &- index <= room
      else { break }
      let text = index..<lineFeed &- 1
      if isFolded {
        reader.feed(bytes, in: text, isPart: isPart)
      } else if let (name, value) = HeaderFieldName.leading(bytes, in: text),
        name.isOfParts || !isPart
      {
        reader.beginValue(of: name, at: streamOffset &+ UInt64(index))
        reader.feed(bytes, in: value..<text.upperBound, isPart: isPart)
      } else {
        reader.ignoreField()
      }
      longest = max(longest, text.count)
      index = lineFeed &+ 1
    }
    if isPart { bodyLineBytes &+= index &- start } else { headerLineBytes &+= index &- start }
    return index
  }
}
