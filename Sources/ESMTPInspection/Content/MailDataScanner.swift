import Primitives

/// Follows the content of one message from the 354 to CR LF `.` CR LF (RFC 5321 section 4.1.1.4).
///
/// | phase | an empty line | a delimiter line | CR LF `.` CR LF | a hole |
/// |---|---|---|---|---|
/// | header | body, or the header of an enclosed message | – | ended | unknown |
/// | part header | body, or the header of an enclosed message | part header or body | ended | body |
/// | body | body | part header or body | ended | body |
/// | unknown | unknown | – | ended | unknown |
///
/// Lengths know two parts, the header up to the first empty line and the body behind it; part
/// headers are body to them. A criterion is told at the first byte that makes it certain: byte N + 1
/// of a line or of a total (one later where that byte is a CR, which could belong to the line end,
/// or a dot, which could be the final one), and for a field the first byte of the line behind it.
/// That a threshold was kept is told at the end of what is measured: the LF of a line, of the empty
/// line behind the header, of the final dot; for a field as above. Findings do not depend on how the
/// content is cut.
///
/// The scanner keeps no content but the field that is being read (`HeaderFieldReader.limit`), the
/// Message-ID and the boundaries of open multiparts.
struct MailDataScanner: ~Copyable, Sendable {
  /// What the next line belongs to.
  enum Phase: Sendable, Hashable {
    /// The message's header.
    case header
    /// The header of a part or of an enclosed message; body to the lengths.
    case partHeader
    /// Everything else behind the first empty line.
    case body
    /// Header or body: bytes are missing from the header.
    case unknown
    /// Behind the final dot line.
    case ended
  }

  /// The physical line that is being read.
  struct Line: Sendable {
    /// The stream offset of its first byte.
    var offset: UInt64 = 0
    /// Its bytes so far, a withheld CR not counted.
    var length = 0
    /// Whether a CR behind them may start its CR LF.
    var hasWithheldCarriageReturn = false
    /// Its first byte, where `length` is not 0.
    var firstByte: UInt8 = 0
    /// Whether its second byte is a CR that is content.
    var hasCarriageReturnSecond = false
    /// Whether it may be a delimiter; its content is then in `probe`.
    var isProbed = false
    /// Whether it began in an earlier segment.
    var spansSegments = false
    /// The line thresholds that it exceeds.
    var thresholdsExceeded = 0

    /// Whether nothing of it has been seen.
    var isFresh: Bool { length == 0 && !hasWithheldCarriageReturn }
    /// Whether its first byte is a dot, stuffed or final.
    var startsWithDot: Bool { length > 0 && firstByte == Octet.dot }
    /// Whether its first byte is a CR that is content.
    var startsWithCarriageReturn: Bool { length > 0 && firstByte == Octet.carriageReturn }
  }

  private let place = InPlace()
  let thresholds: ContentThresholds
  let seesSplitEndOfMailData: Bool

  /// What the next line belongs to.
  var phase = Phase.header
  /// False where bytes of the content are missing: totals are then lower bounds.
  private(set) var isComplete = true
  /// The addresses of the message's To fields so far.
  var toAddressCount = 0
  /// The value of the first Message-ID field, at most `messageIDLimit` bytes; empty without one.
  var messageID: [UInt8] = []
  /// The bytes of a Message-ID that are kept (RFC 5322 section 2.1.1: a line).
  static let messageIDLimit = 998

  /// The longest lines and names so far.
  var peaks = ContentPeaks()
  var line = Line()
  var reader = HeaderFieldReader()
  var structure = MIMEStructure()
  /// The start of a line that may be a delimiter, at most `MIMEStructure.probeLimit` bytes.
  var probe: [UInt8] = []
  /// Memory for the parameters of one field.
  var parameters: [FieldParameter] = []
  /// What the header that is being read says of what follows it.
  var contentType = MIMEStructure.ContentType.none
  /// Whether the header that is being read announces an encoding that hides an enclosed message.
  var isEncoded = false
  /// Whether the header that is being read is that of an enclosed message, not of a part.
  var isEnclosedHeader = false
  var hasToldDepth = false
  /// The bytes before the first final dot line that the generation did not see; nil where there is none.
  private(set) var unseenEnd: UInt64?
  /// Where this line starts in the stream.
  private(set) var unseenEndOffset: UInt64 = 0
  /// Whether the rest of a line after a hole is being skipped.
  private var isSkippingLine = false

  var contentOffset: UInt64?
  var bodyOffset: UInt64 = 0
  /// Bytes of the header's complete lines, CR LF included.
  var headerLineBytes = 0
  /// Bytes of the body's complete lines, CR LF included, stuffed dots not.
  var bodyLineBytes = 0
  /// Content that is neither: the empty line, and lines of which the part is not known.
  private var otherBytes = 0
  private var headerStuffedDots = 0
  var headerThresholdsExceeded = 0
  var bodyThresholdsExceeded = 0
  var toThresholdsExceeded = 0

  /// A scanner for the content of one message, whose first byte follows a CR LF.
  ///
  /// - Parameters:
  ///   - seesSplitEndOfMailData: whether `.` CR LF ends the content also where it lies in more than
  ///     one segment (`Profile.seesSplitEndOfMailData`).
  ///   - thresholds: what the content is measured against.
  init(seesSplitEndOfMailData: Bool, thresholds: ContentThresholds) {
    self.seesSplitEndOfMailData = seesSplitEndOfMailData
    self.thresholds = thresholds
  }

  /// Scans content bytes of a client segment.
  ///
  /// - Parameters:
  ///   - bytes: the segment.
  ///   - start: the index of its first byte that has not been scanned.
  ///   - streamOffset: the stream offset of `bytes[0]`.
  ///   - startsSegment: false where an earlier call scanned content of the same segment.
  ///   - findings: receives what was found.
  /// - Returns: the index behind the final `.` CR LF, or nil where the content goes on.
  mutating func scan(
    _ bytes: Span<UInt8>, from start: Int, streamOffset: UInt64, startsSegment: Bool = true,
    into findings: inout ContentFindings
  ) -> Int? {
    guard phase != .ended else { return start }
    if contentOffset == nil { contentOffset = streamOffset &+ UInt64(start) }
    if startsSegment, !line.isFresh { line.spansSegments = true }
    var index = start
    while index < bytes.count {
      if isSkippingLine {
        index = skipLine(bytes, from: index)
        continue
      }
      index = takePlain(bytes, from: index, streamOffset: streamOffset, &findings)
      guard index < bytes.count else { break }
      if line.isFresh { line = Line(offset: streamOffset &+ UInt64(index)) }
      let piece = LinePiece(
        bytes, from: index, withheldCarriageReturn: line.hasWithheldCarriageReturn)
      take(piece, bytes, &findings)
      index = piece.next
      if piece.ending == .lineEnd, endLine(&findings) == .ended { return index }
    }
    return nil
  }

  /// Notes that bytes of the content are missing from the capture.
  ///
  /// The rest of the current line is not judged. After a hole in the header nothing but the end of
  /// the content is; after one in the body, lines from the next CR LF on.
  mutating func gap(length: UInt64) {
    guard length > 0, phase != .ended else { return }
    isComplete = false
    keepTotals(ofCompleteLine: false)
    reader.forget()
    switch phase {
    case .header: phase = .unknown
    case .partHeader: phase = .body
    case .body, .unknown, .ended: break
    }
    structure.announced.removeAll(keepingCapacity: true)
    line = Line()
    isSkippingLine = true
  }

  private mutating func skipLine(_ bytes: Span<UInt8>, from index: Int) -> Int {
    let piece = LinePiece(
      bytes, from: index, withheldCarriageReturn: line.hasWithheldCarriageReturn)
    line.hasWithheldCarriageReturn = piece.ending == .carriageReturn
    isSkippingLine = piece.ending != .lineEnd
    return piece.next
  }

  /// Ends the line, and says what the next one belongs to.
  private mutating func endLine(_ findings: inout ContentFindings) -> Phase {
    if isFinalDotLine {
      tellKeptTotals(&findings)
      phase = .ended
    } else {
      if line.length == 1, line.startsWithDot, unseenEnd == nil {
        unseenEnd = contentBytes
        unseenEndOffset = line.offset
      }
      switch phase {
      case .header: peaks.headerLine = max(peaks.headerLine, line.length)
      case .body, .partHeader: peaks.bodyLine = max(peaks.bodyLine, line.length)
      case .unknown, .ended: break
      }
      tellKeptLine(&findings)
      keepTotals(ofCompleteLine: true)
      phase = phaseBehindLine(&findings)
    }
    line = Line()
    return phase
  }

  /// Adds what is certain of the current line to the totals of lines.
  private mutating func keepTotals(ofCompleteLine isComplete: Bool) {
    let count = certainCount(isComplete: isComplete)
    switch phase {
    case .header where isComplete && line.length == 0: otherBytes &+= 2
    case .header:
      headerLineBytes &+= count
      if line.startsWithDot, count > 0 { headerStuffedDots &+= 1 }
    case .body, .partHeader: bodyLineBytes &+= count
    case .unknown: otherBytes &+= count
    case .ended: break
    }
  }
}

extension MailDataScanner {
  /// The length of the header so far as `header length` counts it: lines with their CR LF as on the
  /// wire, the empty line not.
  var headerBytes: UInt64 {
    UInt64(headerLineBytes &+ (phase == .header ? certainCount(isComplete: false) : 0))
  }

  /// The length of the body so far as `body length` counts it: stuffed dots not.
  var bodyBytes: UInt64 {
    let isBody = phase == .body || phase == .partHeader
    return UInt64(bodyLineBytes &+ (isBody ? certainCount(isComplete: false) : 0))
  }

  /// The bytes of content so far, transparency removed, the final dot line not counted (RFC 5321
  /// section 4.5.2); a lower bound where `isComplete` is false.
  var contentBytes: UInt64 {
    let isStuffedHeaderLine =
      phase == .header && line.startsWithDot && certainCount(isComplete: false) > 0
    let inUnknown = phase == .unknown ? certainCount(isComplete: false) : 0
    let dots = headerStuffedDots &+ (isStuffedHeaderLine ? 1 : 0)
    return headerBytes &+ bodyBytes &+ UInt64(otherBytes &+ inUnknown) &- UInt64(dots)
  }
}
