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
      let told = first..<next
      let site = Site(
        sender: .client, offset: finding.offset, length: finding.length, moment: packet.moment)
      let excerpt = contentExcerpt(finding, found, bytes, base: base)
      switch finding.kind {
      case .headerLineLength: tell(.headerLineLength, found.list[told], site, &findings, excerpt)
      case .headerLength: tell(.headerLength, found.list[told], site, &findings, excerpt)
      case .toFieldsCount: tell(.headerToFieldsCount, found.list[told], site, &findings, excerpt)
      case .filenameLength: tell(.mimeFilenameLength, found.list[told], site, &findings, excerpt)
      case .bodyLineLength: tell(.bodyLineLength, found.list[told], site, &findings, excerpt)
      case .bodyLength: tell(.bodyLength, found.list[told], site, &findings, excerpt)
      case .encoding: tellEncoding(finding, found, site, &findings, excerpt)
      case .filename: tellFiletype(finding, found, site, &findings, excerpt)
      case .headerEnd: break
      case .depthExceeded: noteContent(.mimeDepth, site, &findings)
      case .boundHit:
        noteContent(.boundHit, site, &findings)
        blind(Rule.boundHit.rawValue, at: site.moment)
      }
    }
    found.removeAll()
    swap(&found, &findings.content)
  }

  /// Fires the matches of a criterion that one measurement meets, in the order of the map.
  private mutating func tell(
    _ criterion: Criterion, _ told: ArraySlice<ContentFinding>, _ site: Site,
    _ findings: inout Findings, _ before: [UInt8]
  ) {
    for numbered in policy.matches(criterion) where isJudging {
      guard case .greaterThan(let limit) = numbered.match.argument,
        let finding = told.first(where: {
          $0.threshold == limit && $0.isKept == numbered.match.isNegated
        })
      else { continue }
      var site = site
      site.length = finding.length
      fire(numbered, site: site, into: &findings) { before }
    }
  }

  private mutating func tellEncoding(
    _ finding: ContentFinding, _ found: ContentFindings, _ site: Site, _ findings: inout Findings,
    _ before: [UInt8]
  ) {
    let name = asText(found.text[finding.text].map { $0 >= 65 && $0 <= 90 ? $0 + 32 : $0 })
    let known = MIMEEncodingName(rawValue: name).flatMap { $0 == .others ? nil : $0 } ?? .others
    for numbered in policy.matches(.mimeEncoding) where isJudging && numbered.means(known.bit) {
      fire(numbered, site: site, into: &findings) { before }
    }
  }

  private mutating func tellFiletype(
    _ finding: ContentFinding, _ found: ContentFindings, _ site: Site, _ findings: inout Findings,
    _ before: [UInt8]
  ) {
    for numbered in policy.matches(.mimeFiletype) where isJudging {
      guard case .regex(let reference) = numbered.match.argument,
        reference.program.matches(found.text.span.extracting(finding.text))
          != numbered.match.isNegated
      else { continue }
      fire(numbered, site: site, into: &findings) { before }
    }
  }

  private mutating func noteContent(_ rule: Rule, _ site: Site, _ findings: inout Findings) {
    emit(site.event(rule, before: []), into: &findings)
  }
}

/// The start of what a finding names, where this segment or the scanner still has it.
///
/// Only header lines and file names are shown, never the body.
private func contentExcerpt(
  _ finding: ContentFinding, _ found: ContentFindings, _ bytes: Span<UInt8>, base: UInt64
) -> [UInt8] {
  switch finding.kind {
  case .filename, .filenameLength, .encoding:
    return Array(found.text[finding.text].prefix(Event.excerptLimit))
  case .headerLineLength, .toFieldsCount:
    guard finding.offset >= base else { return [] }
    let start = Int(finding.offset - base)
    let length = min(Event.excerptLimit, finding.length)
    return copy(bytes, min(start, bytes.count)..<min(start + length, bytes.count))
  case .headerLength, .bodyLineLength, .bodyLength, .headerEnd, .depthExceeded, .boundHit:
    return []
  }
}
