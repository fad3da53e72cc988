import Testing

@testable import ESMTPInspection

/// What a scan said of one content, in a form that can be compared.
struct ContentOutcome: Hashable {
  struct Told: Hashable {
    var finding: ContentFinding
    var text: String
  }

  var told: [Told] = []
  /// The index behind the final dot line.
  var end: Int?
  var messageID = ""
  var headerBytes: UInt64 = 0
  var bodyBytes: UInt64 = 0
  var contentBytes: UInt64 = 0
  var toAddressCount = 0

  /// The outcome with its findings in an order that does not depend on segments.
  var inOneOrder: ContentOutcome {
    var copy = self
    copy.told = told.enumerated().sorted { first, second in
      let (a, b) = (first.element.finding, second.element.finding)
      return (a.place, a.kind.rawValue, a.decidingOffset, a.threshold, first.offset)
        < (b.place, b.kind.rawValue, b.decidingOffset, b.threshold, second.offset)
    }.map(\.element)
    return copy
  }

  /// Kind, threshold and value of the findings, without the end of the header.
  var summary: [String] {
    told.filter { $0.finding.kind != .headerEnd }.map { told in
      let finding = told.finding
      return switch finding.kind {
      case .encoding, .filename: "\(finding.kind) \(told.text)"
      default: "\(finding.kind) \(finding.threshold) \(finding.value)"
      }
    }
  }

  /// The texts of a kind.
  func texts(_ kind: ContentFinding.Kind) -> [String] {
    told.filter { $0.finding.kind == kind }.map(\.text)
  }
}

/// Feeds contents to scanners and checks what holds for every one of them.
enum ContentFeeder {
  /// The stream offset of the first content byte; the segment starts `lead` bytes before it.
  static let origin: UInt64 = 1_000
  static let lead = 3

  /// Feeds a content in the pieces that the cuts make.
  static func feed(
    _ content: [UInt8], _ thresholds: ContentThresholds, cuts: [Int] = [], seesSplit: Bool = true,
    sourceLocation: SourceLocation = #_sourceLocation
  ) -> ContentOutcome {
    var scanner = MailDataScanner(seesSplitEndOfMailData: seesSplit, thresholds: thresholds)
    var findings = ContentFindings()
    var outcome = ContentOutcome()
    let edges = [0] + cuts + [content.count]
    for (from, to) in zip(edges, edges.dropFirst()) where outcome.end == nil {
      let segment = [UInt8](repeating: 0x0A, count: lead) + content[from..<to]
      let offset = origin &+ UInt64(from) &- UInt64(lead)
      if let end = scanner.scan(segment.span, from: lead, streamOffset: offset, into: &findings) {
        outcome.end = from + end - lead
      }
      for finding in findings.list {
        let isHere =
          finding.decidingOffset >= origin + UInt64(from)
          && finding.decidingOffset < origin + UInt64(to)
        #expect(isHere, "told in another segment: \(finding)", sourceLocation: sourceLocation)
        var finding = finding
        let text = String(decoding: findings.text[finding.text], as: UTF8.self)
        finding.text = 0..<0
        outcome.told.append(.init(finding: finding, text: text))
      }
      findings.removeAll()
    }
    outcome.messageID = String(decoding: scanner.messageID, as: UTF8.self)
    outcome.headerBytes = scanner.headerBytes
    outcome.bodyBytes = scanner.bodyBytes
    outcome.contentBytes = scanner.contentBytes
    outcome.toAddressCount = scanner.toAddressCount
    return outcome
  }

  /// Feeds a content whole, byte by byte and cut at every point, and expects one outcome; of the findings
  /// of a line those come first that an earlier segment decides.
  static func feedEveryWay(
    _ content: String, _ thresholds: ContentThresholds,
    sourceLocation: SourceLocation = #_sourceLocation
  ) -> ContentOutcome {
    let bytes = Array(content.utf8)
    let whole = feed(bytes, thresholds, sourceLocation: sourceLocation)
    let single = feed(
      bytes, thresholds, cuts: Array(bytes.indices.dropFirst()), sourceLocation: sourceLocation)
    #expect(
      single.inOneOrder == whole.inOneOrder, "byte by byte", sourceLocation: sourceLocation)
    for cut in bytes.indices {
      let halves = feed(bytes, thresholds, cuts: [cut], sourceLocation: sourceLocation)
      #expect(
        halves.inOneOrder == whole.inOneOrder, "cut at \(cut)", sourceLocation: sourceLocation)
    }
    return whole
  }
}
