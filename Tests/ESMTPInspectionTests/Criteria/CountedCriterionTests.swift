import Primitives
import Testing

@testable import ESMTPInspection

/// A criterion with a number, and a dialogue in which it measures a chosen value, once.
struct CountedCase: Sendable, CustomTestStringConvertible {
  var criterion: Criterion
  /// Numbers of which the value itself passes and the next one trips.
  var limits: [Int]
  var sender = Sender.client
  /// What comes before the bytes that are measured; the value decides how often.
  var before: @Sendable (Int) -> [(Sender, String)]
  /// What is measured, in one segment.
  var subject: @Sendable (Int) -> String
  /// The byte of the subject that makes the value N + 1 certain, and that which makes N certain.
  var trips: @Sendable (Int) -> Int
  var keeps: @Sendable (Int) -> Int
  /// Whether bytes before the deciding one go on at once.
  var isForwarded = true
  /// The first cut that no verb stands across.
  var firstCut = 1

  var testDescription: String { criterion.definition.words }

  static let start: [(Sender, String)] = [
    (.server, "220 m\r\n"), (.client, "HELO c\r\n"), (.server, "250 m\r\n"),
  ]
  static let envelope: [(Sender, String)] =
    start + [
      (.client, "MAIL FROM:<a@b>\r\n"), (.server, "250 ok\r\n"),
      (.client, "RCPT TO:<c@d>\r\n"), (.server, "250 ok\r\n"),
      (.client, "DATA\r\n"), (.server, "354 go\r\n"),
    ]

  static func text(_ count: Int) -> String { String(repeating: "a", count: max(0, count)) }

  private static func content(
    _ criterion: Criterion, _ limits: [Int], _ subject: @escaping @Sendable (Int) -> String,
    trips: @escaping @Sendable (Int) -> Int, keeps: @escaping @Sendable (Int) -> Int
  ) -> CountedCase {
    CountedCase(
      criterion: criterion, limits: limits, before: { _ in envelope }, subject: subject,
      trips: trips, keeps: keeps)
  }

  /// A field of which the line behind it begins at the byte that decides.
  private static func field(
    _ criterion: Criterion, _ limits: [Int], _ field: @escaping @Sendable (Int) -> String
  ) -> CountedCase {
    content(
      criterion, limits, { field($0) + "\r\nX: y\r\n\r\n.\r\n" },
      trips: { field($0 + 1).utf8.count + 2 }, keeps: { field($0).utf8.count + 2 })
  }

  private static func addresses(_ count: Int) -> String {
    "To: " + (0..<count).map { _ in "a" }.joined(separator: ",")
  }

  static let all: [CountedCase] = [
    CountedCase(
      criterion: .commandLineLength, limits: [4, 9, 512],
      before: { _ in start.dropLast(2) }, subject: { "NOOP" + text($0 - 5).withBlank($0) + "\r\n" },
      trips: { $0 }, keeps: { $0 + 1 }, isForwarded: false, firstCut: 4),
    CountedCase(
      criterion: .senderAddressLength, limits: [1, 2, 320],
      before: { _ in start }, subject: { "MAIL FROM:<\(text($0))> SIZE=999\r\n" },
      trips: { 22 + $0 + 1 }, keeps: { 22 + $0 }, isForwarded: false, firstCut: 4),
    CountedCase(
      criterion: .recipientCount, limits: [1, 2, 100],
      before: { value in
        start
          + (1..<value).flatMap { _ in
            [(.client, "RCPT TO:<c@d>\r\n"), (.server, "250 ok\r\n")]
          }
      },
      subject: { _ in "RCPT TO:<c@d>\r\n" }, trips: { _ in 14 }, keeps: { _ in 14 },
      isForwarded: false, firstCut: 4),
    CountedCase(
      criterion: .invalidRecipientsCount, limits: [1, 2, 20], sender: .server,
      before: { value in
        start
          + (0..<value).flatMap { place -> [(Sender, String)] in
            let rcpt: [(Sender, String)] = [(.client, "RCPT TO:<c@d>\r\n")]
            return place == value - 1 ? rcpt : rcpt + [(.server, "450-a\r\n450 b\r\n")]
          }
      },
      subject: { _ in "550-a\r\n550 b\r\n" }, trips: { _ in 13 }, keeps: { _ in 13 }),
    content(
      .headerLineLength, [1, 2, 998], { text($0) + "\r\n\r\n.\r\n" }, trips: { $0 },
      keeps: { $0 + 1 }),
    content(
      .headerLength, [3, 4, 500], { text($0 - 2) + "\r\n\r\n.\r\n" }, trips: { $0 },
      keeps: { $0 + 1 }),
    field(.headerToFieldsCount, [1, 2, 60], addresses).deciding(keeps: {
      addresses($0).utf8.count + "\r\nX: y\r\n\r\n".utf8.count - 1
    }),
    field(.mimeFilenameLength, [1, 2, 255]) {
      "Content-Disposition: attachment; filename=" + text($0)
    },
    content(
      .bodyLineLength, [1, 2, 998], { "\r\n" + text($0) + "\r\n.\r\n" }, trips: { $0 + 2 },
      keeps: { $0 + 3 }),
    content(
      .bodyLength, [3, 4, 500], { "\r\n" + text($0 - 2) + "\r\n.\r\n" }, trips: { $0 + 2 },
      keeps: { $0 + 4 }),
  ]

  private func deciding(keeps: @escaping @Sendable (Int) -> Int) -> CountedCase {
    var copy = self
    copy.keeps = keeps
    return copy
  }
}

extension String {
  /// A blank before the text, which a verb needs, where a line of some length has room for one.
  fileprivate func withBlank(_ length: Int) -> String { length > 4 ? " " + self : self }
}

@Suite struct CountedCriterionTests {
  /// Plays the subject of a value, cut or whole, under one match.
  private func play(
    _ example: CountedCase, _ value: Int, _ map: PolicyMap, cut: Int? = nil
  ) -> Replayed {
    let subject = example.subject(value)
    var pieces = [subject]
    if let cut {
      pieces = [subject.prefixOfScalars(cut), String(subject.unicodeScalars.dropFirst(cut))]
    }
    return Replayed(example.before(value) + pieces.map { (example.sender, $0) }, map: map)
  }

  private func map(
    _ example: CountedCase, _ limit: Int, _ action: Action, not isNegated: Bool = false
  ) -> PolicyMap {
    .of([.number(example.criterion, limit, [action], not: isNegated)])
  }

  @Test(
    "the number itself passes, the next one trips, and not turns both round",
    arguments: CountedCase.all)
  func edges(_ example: CountedCase) {
    let rule = example.criterion.definition.rule
    for limit in example.limits {
      for value in [limit, limit + 1] {
        for isNegated in [false, true] {
          let played = play(example, value, map(example, limit, .log, not: isNegated))
          let last = example.before(value).count + 2
          let fired = played.events.filter { $0.rule == rule && $0.moment.frame == last }
          let wanted = (value > limit) != isNegated ? 1 : 0
          #expect(fired.count == wanted, "\(value) against \(limit), not: \(isNegated)")
        }
      }
    }
  }

  @Test("the largest number never trips, and its opposite does", arguments: CountedCase.all)
  func largest(_ example: CountedCase) {
    guard case .greaterThan(let range, unit: _) = example.criterion.definition.shape else {
      Issue.record("not a criterion with a number")
      return
    }
    let rule = example.criterion.definition.rule
    let limit = range.upperBound
    #expect(range.lowerBound == 1)
    #expect(!play(example, 7, map(example, limit, .reset(log: false))).rules.contains(rule))
    #expect(play(example, 7, map(example, limit, .log, not: true)).rules.contains(rule))
  }

  @Test(
    "a match trips in the segment of its deciding byte, wherever the bytes are cut",
    arguments: CountedCase.all, [false, true])
  func cuts(_ example: CountedCase, isNegated: Bool) throws {
    let rule = example.criterion.definition.rule
    for limit in example.limits {
      let value = isNegated ? limit : limit + 1
      let subject = example.subject(value)
      let decided = isNegated ? example.keeps(value) : example.trips(limit)
      let before = example.before(value)
      let sent = before.filter { $0.0 == example.sender }.map(\.1).joined()
      let drop = map(example, limit, .dropConnection(log: false), not: isNegated)
      // A count is tried at each step: its opposite trips at the first one.
      guard !isNegated || before.count == example.before(1).count else { continue }
      for cut in example.firstCut..<subject.utf8.count {
        let played = play(example, value, drop, cut: cut)
        let event = try #require(played.event(rule), "cut at \(cut) of \(limit)")
        let isLate = decided >= cut
        #expect(event.moment.frame == before.count + 2 + (isLate ? 1 : 0), "cut at \(cut)")
        let kept = isLate && example.isForwarded ? subject.prefixOfScalars(cut) : ""
        let text = example.sender == .client ? played.clientText : played.serverText
        #expect(text == sent + kept, "cut at \(cut) of \(limit)")
        #expect(played.gravest == .drop)
      }
    }
  }

  @Test("several numbers speak in the order of the map, whichever is the smaller")
  func order() throws {
    for example in CountedCase.all {
      let first = [
        PolicyMap.Match.number(example.criterion, 6, [.log]),
        .number(example.criterion, 4, [.log]), .number(example.criterion, 9, [.log], not: true),
      ]
      let fired = play(example, 8, .of(first)).events.compactMap(\.match)
      // A count is tried at each step.
      switch example.criterion {
      case .recipientCount, .invalidRecipientsCount: #expect(Set(fired).count == 3)
      default: #expect(fired.map { $0.suffix(1) } == ["6", "4", "9"], "\(example.testDescription)")
      }
    }
  }

  @Test("of two numbers that a line exceeds in one segment the map's first one ends the session")
  func firstEnds() throws {
    for example in CountedCase.all {
      switch example.criterion {
      case .recipientCount, .invalidRecipientsCount: continue
      default: break
      }
      let ending = [
        PolicyMap.Match.number(example.criterion, 6, [.reset(log: false)]),
        .number(example.criterion, 4, [.log]),
      ]
      let played = play(example, 8, .of(ending))
      #expect(played.events.compactMap(\.match).map { $0.suffix(1) } == ["6"])
      #expect(played.gravest == .reset)
      let logged = play(example, 8, .of(ending.reversed()))
      #expect(logged.events.compactMap(\.match).map { $0.suffix(1) } == ["4", "6"])
    }
  }

  @Test(
    "of two kinds that a line meets the one that parsing reaches first is tried first",
    arguments: [
      (Criterion.headerLength, Criterion.headerLineLength, CountedCase.text(60) + "\r\n\r\n.\r\n"),
      (.bodyLength, .bodyLineLength, "\r\n" + CountedCase.text(60) + "\r\n.\r\n"),
    ])
  func kinds(_ later: Criterion, _ earlier: Criterion, _ content: String) {
    let map = PolicyMap.of([
      .number(later, 20, [.reset(log: false)]), .number(earlier, 30, [.dropConnection(log: false)]),
    ])
    let whole = Replayed(CountedCase.envelope + [(.client, content)], map: map)
    #expect(whole.events.compactMap(\.match) == ["\(earlier.definition.words) gt 30"])
    #expect(whole.gravest == .drop)
    // What an earlier segment decides comes first, whatever the rest of the line is.
    let pieces = [content.prefixOfScalars(28), String(content.unicodeScalars.dropFirst(28))]
    let cut = Replayed(CountedCase.envelope + pieces.map { (.client, $0) }, map: map)
    #expect(cut.events.compactMap(\.match) == ["\(later.definition.words) gt 20"])
  }
}

extension String {
  fileprivate func prefixOfScalars(_ count: Int) -> String {
    String(String.UnicodeScalarView(unicodeScalars.prefix(count)))
  }
}
