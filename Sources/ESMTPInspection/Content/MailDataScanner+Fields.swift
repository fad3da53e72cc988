import Primitives

// Header fields, of the message and of its parts, and the structure that they announce. All of it
// sees the content behind the removal of stuffed dots (RFC 5321 section 4.5.2).

extension MailDataScanner {
  /// Takes the text of a piece of the current line, whose length was `old` before it.
  mutating func takeText(
    _ piece: LinePiece, _ bytes: Span<UInt8>, _ old: Int, _ findings: inout ContentFindings
  ) {
    let isHeader = phase == .header || phase == .partHeader
    guard isHeader || (phase == .body && structure.isOpen) else { return }
    let stuffing = line.startsWithDot ? 1 : 0
    let textOffset = line.offset &+ UInt64(stuffing)
    guard line.length > stuffing else {
      // A CR is no blank: whether or not it is the empty line's, the field is over.
      if isHeader, piece.ending != .nothing {
        endField(lineOffset: line.offset, decidedAt: textOffset, &findings)
      }
      return
    }
    let skipsDot = old == 0 && stuffing == 1 && !piece.content.isEmpty
    let text = piece.content.lowerBound &+ (skipsDot ? 1 : 0)..<piece.content.upperBound
    if old <= stuffing {
      let first = piece.releasesCarriageReturn ? Octet.carriageReturn : bytes[text.lowerBound]
      startText(first, at: textOffset, isHeader: isHeader, &findings)
    }
    if isHeader {
      if piece.releasesCarriageReturn { reader.feedCarriageReturn() }
      reader.feed(bytes, in: text, isPart: phase == .partHeader)
    }
    guard line.isProbed else { return }
    let room = MIMEStructure.probeLimit &- probe.count
    if piece.releasesCarriageReturn, room > 0 { probe.append(Octet.carriageReturn) }
    let left = MIMEStructure.probeLimit &- probe.count
    probe.append(bytes, in: text.lowerBound..<min(text.upperBound, text.lowerBound &+ left))
  }

  /// Takes the first byte of a line's text, which says what the line is.
  private mutating func startText(
    _ byte: UInt8, at offset: UInt64, isHeader: Bool, _ findings: inout ContentFindings
  ) {
    if isHeader {
      if byte.isBlank {
        reader.continueField()
      } else {
        endField(lineOffset: line.offset, decidedAt: offset, &findings)
        reader.beginField(at: line.offset)
      }
    }
    line.isProbed = phase != .header && byte == Octet.hyphen && structure.isOpen
    if line.isProbed { probe.removeAll(keepingCapacity: true) }
  }

  /// What the line behind a complete one, which is not the final one, belongs to.
  mutating func phaseBehindLine(_ findings: inout ContentFindings) -> Phase {
    switch phase {
    case .header:
      guard line.length == 0 else { return .header }
      let lineEnd = line.offset &+ 1
      bodyOffset = line.offset &+ 2
      let start = contentOffset ?? line.offset
      findings.insert(
        ContentFinding(
          kind: .headerEnd, offset: start,
          length: Int(truncatingIfNeeded: lineEnd &- start &+ 1), decidingOffset: lineEnd,
          place: line.offset, value: headerLineBytes))
      tellKeptHeader(decidedAt: lineEnd, &findings)
      return phaseBehindHeader(&findings)
    case .partHeader where line.length == 0: return phaseBehindHeader(&findings)
    case .partHeader, .body:
      guard line.isProbed, let startsPart = takeDelimiter() else { return phase }
      forgetHeader()
      isEnclosedHeader = false
      return startsPart ? .partHeader : .body
    case .unknown, .ended: return phase
    }
  }

  /// What follows the header, of the message, a part or an enclosed message, that is now complete.
  private mutating func phaseBehindHeader(_ findings: inout ContentFindings) -> Phase {
    defer { forgetHeader() }
    guard thresholds.needsParts else { return .body }
    switch contentType {
    case .none where phase == .partHeader && !isEnclosedHeader && structure.isInDigest,
      .message where !isEncoded:
      isEnclosedHeader = true
      return .partHeader
    case .none, .leaf, .message: return .body
    case .multipart(let isDigest):
      if !structure.openAnnounced(isDigest: isDigest), !hasToldDepth {
        hasToldDepth = true
        findings.insert(
          ContentFinding(
            kind: .depthExceeded, offset: line.offset, length: 2,
            decidingOffset: line.offset &+ 1, place: line.offset,
            threshold: MIMEStructure.depthLimit, value: MIMEStructure.depthLimit &+ 1))
      }
      return .body
    }
  }

  private mutating func forgetHeader() {
    reader.forget()
    structure.announced.removeAll(keepingCapacity: true)
    contentType = .none
    isEncoded = false
  }

  private mutating func takeDelimiter() -> Bool? {
    var line: [UInt8] = []
    swap(&line, &probe)
    defer { swap(&line, &probe) }
    return structure.takeDelimiter(line.span)
  }

  /// Judges the field, if there is one, that a line starting at a stream offset completes.
  mutating func endField(
    lineOffset: UInt64, decidedAt offset: UInt64, _ findings: inout ContentFindings
  ) {
    defer { reader.forget() }
    guard case .value(let name) = reader.state else { return }
    let finding = ContentFinding(
      kind: .boundHit, offset: reader.offset,
      length: Int(truncatingIfNeeded: lineOffset &- reader.offset &- 2), decidingOffset: offset,
      place: lineOffset &- 1, value: 0)
    // The buffers leave `self` and come back, so that nothing is copied.
    var field: [UInt8] = []
    var parameters: [FieldParameter] = []
    swap(&field, &reader.buffer)
    swap(&parameters, &self.parameters)
    switch name {
    case .to: endTo(finding, &findings)
    case .messageID: endMessageID(field.span)
    case .contentTransferEncoding where thresholds.needsParts:
      endEncoding(field.span, finding, &findings)
    case .contentType where thresholds.needsParts:
      endContentType(field.span, &parameters, finding, &findings)
    case .contentDisposition where thresholds.needsParts:
      var parser = FieldParser()
      _ = parser.readToken(field.span)
      parser.readParameters(field.span, into: &parameters)
      tellNames(field.span, parameters, finding, &findings)
    case .contentTransferEncoding, .contentType, .contentDisposition: break
    }
    if reader.isTruncated, name != .messageID, thresholds.needsParts {
      tellBound(finding, HeaderFieldReader.limit, &findings)
    }
    parameters.removeAll(keepingCapacity: parameters.capacity <= 64)
    swap(&field, &reader.buffer)
    swap(&parameters, &self.parameters)
  }

  private func tellBound(
    _ finding: ContentFinding, _ limit: Int, _ findings: inout ContentFindings
  ) {
    var finding = finding
    finding.kind = .boundHit
    finding.threshold = limit
    finding.value = limit &+ 1
    findings.insert(finding)
  }

  private mutating func endTo(_ finding: ContentFinding, _ findings: inout ContentFindings) {
    toAddressCount &+= reader.addresses.count
    while toThresholdsExceeded < thresholds.toFields.count,
      case let limit = thresholds.toFields[toThresholdsExceeded], toAddressCount > limit
    {
      toThresholdsExceeded += 1
      var finding = finding
      finding.kind = .toFieldsCount
      finding.threshold = limit
      finding.value = toAddressCount
      findings.insert(finding)
    }
  }

  private mutating func endMessageID(_ field: Span<UInt8>) {
    var (start, end) = (0, field.count)
    while start < end, field[start].isBlank { start &+= 1 }
    while start < end, field[end &- 1].isBlank { end &-= 1 }
    guard messageID.isEmpty else { return }
    messageID.append(field, in: start..<min(end, start &+ Self.messageIDLimit))
  }

  private mutating func endEncoding(
    _ field: Span<UInt8>, _ finding: ContentFinding, _ findings: inout ContentFindings
  ) {
    var parser = FieldParser()
    let token = parser.readToken(field)
    let word = field.extracting(token)
    if word.isName("base64") || word.isName("quoted-printable") { isEncoded = true }
    guard thresholds.tellsEncodings, !token.isEmpty else { return }
    var finding = finding
    finding.kind = .encoding
    let start = findings.text.count
    findings.text.append(field, in: token)
    finding.value = token.count
    finding.text = start..<findings.text.count
    findings.insert(finding)
  }

  private mutating func endContentType(
    _ field: Span<UInt8>, _ parameters: inout [FieldParameter], _ finding: ContentFinding,
    _ findings: inout ContentFindings
  ) {
    var parser = FieldParser()
    let token = parser.readToken(field)
    parser.readParameters(field, into: &parameters)
    tellNames(field, parameters, finding, &findings)
    // Of several fields the first one counts.
    guard contentType == .none else { return }
    contentType = .leaf
    let type = field.extracting(token)
    if type.isName("message/rfc822") || type.isName("message/global") {
      contentType = .message
    } else if type.hasPrefix("multipart/", at: 0) {
      FieldParameter.appendBoundary(parameters, field, to: &structure.announced)
      switch structure.announced.count {
      case 0: break
      case ...MIMEStructure.boundaryLimit:
        contentType = .multipart(isDigest: type.isName("multipart/digest"))
      default: tellBound(finding, MIMEStructure.boundaryLimit, &findings)
      }
    }
  }

  /// Tells the file names among `parameters`: each value, and the sections of a name joined.
  private mutating func tellNames(
    _ field: Span<UInt8>, _ parameters: [FieldParameter], _ finding: ContentFinding,
    _ findings: inout ContentFindings
  ) {
    for parameter in parameters where parameter.name != .boundary {
      if case .section = parameter.form { continue }
      let start = findings.text.count
      parameter.appendValue(of: field, to: &findings.text)
      tellName(finding, from: start, &findings)
    }
    for name in [FieldParameter.Name.filename, .name] {
      let start = findings.text.count
      if FieldParameter.appendSections(of: name, parameters, field, to: &findings.text) {
        tellName(finding, from: start, &findings)
      }
    }
  }

  private mutating func tellName(
    _ finding: ContentFinding, from start: Int, _ findings: inout ContentFindings
  ) {
    var finding = finding
    finding.text = start..<findings.text.count
    finding.value = finding.text.count
    peaks.filename = max(peaks.filename, finding.value)
    if thresholds.tellsFilenames {
      finding.kind = .filename
      findings.insert(finding)
    }
    for limit in thresholds.filename where finding.value > limit {
      finding.kind = .filenameLength
      finding.threshold = limit
      findings.insert(finding)
    }
    // The end of a name that is too long to be kept whole is not known.
    guard !reader.isTruncated else { return }
    finding.kind = .filenameLength
    tellKept(finding, &findings)
  }
}
