import Primitives

// What ends without having exceeded a threshold, for `match not`. What a hole cut is not told: its
// missing bytes may have exceeded everything.

extension MailDataScanner {
  /// Tells the thresholds that a complete line has kept; the empty line is no line of the header.
  func tellKeptLine(_ findings: inout ContentFindings) {
    let kind: ContentFinding.Kind
    switch phase {
    case .header where thresholds.tellsHeaderLineEnds && line.length > 0: kind = .headerLineLength
    case .body where thresholds.tellsBodyLineEnds,
      .partHeader where thresholds.tellsBodyLineEnds:
      kind = .bodyLineLength
    case .header, .body, .partHeader, .unknown, .ended: return
    }
    tellKept(
      ContentFinding(
        kind: kind, offset: line.offset, length: line.length, decidingOffset: lineFeed,
        place: line.offset, value: line.length), &findings)
  }

  /// Tells the thresholds that the header has kept, all of it seen.
  func tellKeptHeader(decidedAt offset: UInt64, _ findings: inout ContentFindings) {
    guard !thresholds.kept.isEmpty else { return }
    let start = contentOffset ?? line.offset
    let header = ContentFinding(
      kind: .headerLength, offset: start, length: Int(truncatingIfNeeded: line.offset &- start),
      decidingOffset: offset, place: line.offset, value: headerLineBytes)
    tellKept(header, &findings)
    var addresses = header
    addresses.kind = .toFieldsCount
    addresses.value = toAddressCount
    tellKept(addresses, &findings)
  }

  /// Tells what the content, ended by its final dot, has kept.
  func tellKeptTotals(_ findings: inout ContentFindings) {
    guard isComplete, !thresholds.kept.isEmpty else { return }
    if phase == .header { tellKeptHeader(decidedAt: lineFeed, &findings) }
    let start = phase == .header ? line.offset : bodyOffset
    tellKept(
      ContentFinding(
        kind: .bodyLength, offset: start, length: Int(truncatingIfNeeded: line.offset &- start),
        decidingOffset: lineFeed, place: line.offset, value: bodyLineBytes), &findings)
  }

  /// Tells each threshold of the finding's kind that its value keeps.
  func tellKept(_ finding: ContentFinding, _ findings: inout ContentFindings) {
    for kept in thresholds.kept where kept.kind == finding.kind && finding.value <= kept.limit {
      var finding = finding
      finding.threshold = kept.limit
      finding.isKept = true
      findings.insert(finding)
    }
  }

  /// The stream offset of the LF that ends the line.
  private var lineFeed: UInt64 { line.offset &+ UInt64(line.length) &+ 1 }
}
