import Primitives

extension ContentThresholds {
  /// What a map measures content against.
  init(_ matches: [[InspectionPolicy.NumberedMatch]]) {
    let limits = { (criterion: Criterion, isNegated: Bool) -> [Int] in
      matches[criterion.rawValue].compactMap { numbered in
        guard case .greaterThan(let limit) = numbered.match.argument,
          numbered.match.isNegated == isNegated
        else { return nil }
        return limit
      }
    }
    let numbers = { limits($0, false) }
    let measures: [(Criterion, ContentFinding.Kind)] = [
      (.headerLineLength, .headerLineLength), (.headerLength, .headerLength),
      (.headerToFieldsCount, .toFieldsCount), (.mimeFilenameLength, .filenameLength),
      (.bodyLineLength, .bodyLineLength), (.bodyLength, .bodyLength),
    ]
    self.init(
      headerLine: numbers(.headerLineLength), headerLength: numbers(.headerLength),
      toFields: numbers(.headerToFieldsCount), filename: numbers(.mimeFilenameLength),
      bodyLine: numbers(.bodyLineLength), bodyLength: numbers(.bodyLength),
      tellsEncodings: !matches[Criterion.mimeEncoding.rawValue].isEmpty,
      tellsFilenames: !matches[Criterion.mimeFiletype.rawValue].isEmpty,
      kept: measures.flatMap { criterion, kind in
        limits(criterion, true).map { Kept(kind: kind, limit: $0) }
      })
  }
}

// What the scanner of the content found, against the map.
extension Session {
  /// Judges and empties the findings of a segment.
  mutating func judgeContent(
    _ bytes: Span<UInt8>, base: UInt64, into findings: inout Findings
  ) {
    var found = ContentFindings()
    swap(&found, &findings.content)
    var next = 0
    while next < found.list.count, isJudging, judgesContent {
      let finding = found.list[next]
      let first = next
      repeat { next += 1 } while next < found.list.count && found.list[next].isTold(with: finding)
      if let criterion = finding.kind.measure {
        tell(criterion, first..<next, found, bytes, base: base, into: &findings)
        continue
      }
      let site = site(finding)
      switch finding.kind {
      case .encoding: tellEncoding(finding, found, site, &findings)
      case .filename: tellFiletype(finding, found, site, &findings)
      case .depthExceeded: noteContent(.mimeDepth, site, &findings)
      case .boundHit:
        noteContent(.boundHit, site, &findings)
        blind(.boundHit, at: site.moment)
      case .headerLineLength, .headerLength, .toFieldsCount, .filenameLength, .bodyLineLength,
        .bodyLength, .headerEnd:
        break
      }
    }
    found.removeAll()
    swap(&found, &findings.content)
  }

  private func site(_ finding: ContentFinding) -> Site {
    Site(sender: .client, offset: finding.offset, length: finding.length, moment: packet.moment)
  }

  /// Fires the matches of a criterion that one line or name meets, in the order of the map, whichever
  /// number the bytes come to first.
  private mutating func tell(
    _ criterion: Criterion, _ told: Range<Int>, _ found: ContentFindings, _ bytes: Span<UInt8>,
    base: UInt64, into findings: inout Findings
  ) {
    for numbered in policy.matches(criterion) where isJudging {
      guard case .greaterThan(let limit) = numbered.match.argument,
        let finding = found.list[told].first(where: {
          $0.threshold == limit && $0.isKept == numbered.match.isNegated
        })
      else { continue }
      fire(numbered, site: site(finding), into: &findings) {
        contentExcerpt(finding, found, bytes, base: base)
      }
    }
  }

  private mutating func tellEncoding(
    _ finding: ContentFinding, _ found: ContentFindings, _ site: Site, _ findings: inout Findings
  ) {
    let name = asText(found.text[finding.text].map(\.lowercase))
    let known = MIMEEncodingName(rawValue: name).flatMap { $0 == .others ? nil : $0 } ?? .others
    for numbered in policy.matches(.mimeEncoding) where isJudging && numbered.means(known.bit) {
      fire(numbered, site: site, into: &findings) { nameExcerpt(finding, found) }
    }
  }

  private mutating func tellFiletype(
    _ finding: ContentFinding, _ found: ContentFindings, _ site: Site, _ findings: inout Findings
  ) {
    for numbered in policy.matches(.mimeFiletype) where isJudging {
      guard case .regex(let reference) = numbered.match.argument,
        reference.program.matches(found.text.span.extracting(finding.text))
          != numbered.match.isNegated
      else { continue }
      fire(numbered, site: site, into: &findings) { nameExcerpt(finding, found) }
    }
  }

  private mutating func noteContent(_ rule: Rule, _ site: Site, _ findings: inout Findings) {
    emit(site.event(rule, before: []), into: &findings)
  }
}

extension ContentFinding.Kind {
  /// The criterion whose numbers are told against it; nil for a kind without one.
  fileprivate var measure: Criterion? {
    switch self {
    case .headerLineLength: .headerLineLength
    case .headerLength: .headerLength
    case .toFieldsCount: .headerToFieldsCount
    case .filenameLength: .mimeFilenameLength
    case .bodyLineLength: .bodyLineLength
    case .bodyLength: .bodyLength
    case .encoding, .filename, .headerEnd, .depthExceeded, .boundHit: nil
    }
  }
}

/// The start of what a finding names, where this segment or the scanner still has it.
///
/// Only header lines and file names are shown, never the body.
private func contentExcerpt(
  _ finding: ContentFinding, _ found: ContentFindings, _ bytes: Span<UInt8>, base: UInt64
) -> [UInt8] {
  switch finding.kind {
  case .filenameLength:
    return nameExcerpt(finding, found)
  case .headerLineLength, .toFieldsCount:
    guard finding.offset >= base else { return [] }
    let start = Int(finding.offset - base)
    let length = min(Event.excerptLimit, finding.length)
    return copy(bytes, min(start, bytes.count)..<min(start + length, bytes.count))
  case .headerLength, .bodyLineLength, .bodyLength, .encoding, .filename, .headerEnd,
    .depthExceeded, .boundHit:
    return []
  }
}

/// The start of a file name or an encoding.
private func nameExcerpt(_ finding: ContentFinding, _ found: ContentFindings) -> [UInt8] {
  Array(found.text[finding.text].prefix(Event.excerptLimit))
}
