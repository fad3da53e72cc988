import Primitives

// Lines that need a closer look: thresholds, fields and delimiters. Everything here is told at a
// position in the line that does not depend on where the pieces of the line were cut.

extension MailDataScanner {
  /// Takes the part of the current line that a segment holds.
  mutating func take(
    _ piece: LinePiece, _ bytes: Span<UInt8>, _ findings: inout ContentFindings
  ) {
    let old = line.length
    let grown = old &+ (piece.releasesCarriageReturn ? 1 : 0) &+ piece.content.count
    if old == 0, grown > 0 { line.firstByte = Self.byte(at: 0, piece, bytes, old) }
    if old <= 1, grown > 1 {
      line.hasCarriageReturnSecond = Self.byte(at: 1, piece, bytes, old) == Octet.carriageReturn
    }
    line.length = grown
    line.hasWithheldCarriageReturn = piece.ending == .carriageReturn
    tellLineLength(piece, bytes, old, &findings)
    takeText(piece, bytes, old, &findings)
    tellTotals(isComplete: piece.ending == .lineEnd, &findings)
  }

  /// A byte of the current line that the piece holds or releases.
  private static func byte(
    at position: Int, _ piece: LinePiece, _ bytes: Span<UInt8>, _ old: Int
  ) -> UInt8 {
    let index = position &- old &- (piece.releasesCarriageReturn ? 1 : 0)
    return index < 0 ? Octet.carriageReturn : bytes[piece.content.lowerBound &+ index]
  }

  private mutating func tellLineLength(
    _ piece: LinePiece, _ bytes: Span<UInt8>, _ old: Int, _ findings: inout ContentFindings
  ) {
    let limits: [Int]
    let kind: ContentFinding.Kind
    switch phase {
    case .header: (limits, kind) = (thresholds.headerLine, .headerLineLength)
    case .body, .partHeader: (limits, kind) = (thresholds.bodyLine, .bodyLineLength)
    case .unknown, .ended: return
    }
    while line.thresholdsExceeded < limits.count {
      let limit = limits[line.thresholdsExceeded]
      guard line.length > limit else { return }
      line.thresholdsExceeded += 1
      // A CR is known to be content by the byte behind it.
      let isLate = Self.byte(at: limit, piece, bytes, old) == Octet.carriageReturn
      findings.insert(
        ContentFinding(
          kind: kind, offset: line.offset, length: limit &+ 1,
          decidingOffset: line.offset &+ UInt64(limit) &+ (isLate ? 1 : 0),
          place: line.offset, threshold: limit, value: limit &+ 1))
    }
  }

  /// The bytes of the current line that count for its part's total, whatever follows them.
  ///
  /// A dot that starts the line may be the final one, with the CR behind it; so may a CR that starts
  /// a line of the header be the empty line's. Any other CR counts, with or without its LF.
  func certainCount(isComplete: Bool) -> Int {
    let carriageReturn = line.hasWithheldCarriageReturn ? 1 : 0
    let isLoneDot = line.length == 1 && line.startsWithDot
    if phase == .header {
      if isComplete { return line.length == 0 ? 0 : line.length &+ 2 }
      return line.length == 0 || isLoneDot ? 0 : line.length &+ carriageReturn
    }
    let stuffing = line.startsWithDot ? 1 : 0
    if isComplete { return line.length &- stuffing &+ 2 }
    return isLoneDot ? 0 : line.length &- stuffing &+ carriageReturn
  }

  private mutating func tellTotals(isComplete: Bool, _ findings: inout ContentFindings) {
    if isComplete, isFinalDotLine { return }
    let certain = certainCount(isComplete: isComplete)
    switch phase {
    case .header:
      let total = headerLineBytes &+ certain
      while headerThresholdsExceeded < thresholds.headerLength.count,
        case let limit = thresholds.headerLength[headerThresholdsExceeded], total > limit
      {
        headerThresholdsExceeded += 1
        let known =
          line.startsWithDot ? (mayBeLoneDot ? 2 : 1) : (line.startsWithCarriageReturn ? 1 : 0)
        let position = max(limit &- headerLineBytes, known)
        tellTotal(.headerLength, from: contentOffset ?? line.offset, position, limit, &findings)
      }
    case .body, .partHeader:
      let total = bodyLineBytes &+ certain
      while bodyThresholdsExceeded < thresholds.bodyLength.count,
        case let limit = thresholds.bodyLength[bodyThresholdsExceeded], total > limit
      {
        bodyThresholdsExceeded += 1
        let position = limit &- bodyLineBytes &+ (line.startsWithDot ? 1 : 0)
        let known = line.startsWithDot && mayBeLoneDot ? 2 : 0
        tellTotal(.bodyLength, from: bodyOffset, max(position, known), limit, &findings)
      }
    case .unknown, .ended: break
    }
  }

  /// Whether the line, which is complete, ends the content.
  var isFinalDotLine: Bool {
    line.length == 1 && line.startsWithDot && (seesSplitEndOfMailData || !line.spansSegments)
  }

  /// The bytes at the end of the content so far that may begin the final dot and its CR LF.
  var possibleFinalDot: Int {
    guard line.length == 1, line.startsWithDot else { return 0 }
    return line.hasWithheldCarriageReturn ? 2 : 1
  }

  /// Whether the line looked like the final one until its third byte.
  private var mayBeLoneDot: Bool { line.length == 1 || line.hasCarriageReturnSecond }

  private func tellTotal(
    _ kind: ContentFinding.Kind, from offset: UInt64, _ position: Int, _ limit: Int,
    _ findings: inout ContentFindings
  ) {
    let deciding = line.offset &+ UInt64(position)
    findings.insert(
      ContentFinding(
        kind: kind, offset: offset, length: Int(truncatingIfNeeded: deciding &- offset &+ 1),
        decidingOffset: deciding, place: line.offset, threshold: limit, value: limit &+ 1))
  }
}
