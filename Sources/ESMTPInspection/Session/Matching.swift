import Primitives

/// Where a rule fires.
struct Site {
  var sender: Sender
  /// The stream offset and the length of what is judged.
  var offset: UInt64
  var length: Int
  /// The segment that decides.
  var moment: Moment

  /// An event at this place that does nothing yet.
  func event(_ rule: Rule, before: [UInt8]) -> Event {
    Event(
      rule: rule, moment: moment, sender: sender, offset: offset, length: length, before: before)
  }
}

// Criteria against what was measured, and what their actions do.
extension Session {
  /// Tries the `gt` matches of a criterion on a count that has grown by one.
  ///
  /// - Parameters:
  ///   - criterion: a criterion that counts recipients.
  ///   - count: how many there are; of one that is a lower bound nothing is known to keep to a number.
  ///   - site: where.
  ///   - findings: what arises is added here.
  ///   - before: the excerpt, asked for where one fires.
  mutating func tryCount(
    _ criterion: Criterion, _ count: RecipientCounts.Count, site: Site,
    into findings: inout Findings, before: () -> [UInt8]
  ) {
    if isJudging { peaks.raise(criterion, to: count.number) }
    for numbered in policy.matches(criterion) where isJudging {
      guard case .greaterThan(let limit) = numbered.match.argument else { continue }
      let fires =
        numbered.match.isNegated
        ? count.isExact && count.number <= limit : count.number - 1 == limit
      if fires { fire(numbered, site: site, into: &findings, before: before) }
    }
  }

  /// Tries `cmd line length` on a line by its measure, as far as it has not been tried.
  mutating func tryLineLength(isFinal: Bool = false, into findings: inout Findings) {
    if isJudging { peaks.raise(.commandLineLength, to: line.length) }
    guard !policy.matches(.commandLineLength).isEmpty else { return }
    let head = line.head
    tryLineLength(head.span, in: 0..<head.count, isFinal: isFinal, into: &findings)
  }

  /// Tries `cmd line length` on the line of which `range` is the start, as far as it has not been tried.
  mutating func tryLineLength(
    _ bytes: Span<UInt8>, in range: Range<Int>, isFinal: Bool = false,
    into findings: inout Findings
  ) {
    let tried = line.triedLength
    line.triedLength = line.length
    guard isJudging else { return }
    peaks.raise(.commandLineLength, to: line.length)
    for numbered in policy.matches(.commandLineLength) where isJudging {
      guard case .greaterThan(let limit) = numbered.match.argument else { continue }
      let fires =
        numbered.match.isNegated
        ? isFinal && line.length <= limit : line.length > limit && tried <= limit
      guard fires else { continue }
      if !isFinal { noteUseOfHead(isOpen: true) }
      let site = Site(
        sender: .client, offset: line.start, length: line.length, moment: packet.moment)
      let before = shown(bytes, in: range)
      fire(numbered, site: site, into: &findings) { before }
    }
  }

  /// What a report may show of a command line, or of SASL data where some may stand.
  func shown(_ bytes: Span<UInt8>, in range: Range<Int>) -> [UInt8] {
    mayHoldSecret(leadingVerb(bytes, in: range)) ? withheld([], from: 0) : excerpt(bytes, in: range)
  }

  /// Carries out the action of a match.
  ///
  /// - Returns: what is done to the bytes; `mask` is left to the caller.
  @discardableResult
  mutating func fire(
    _ numbered: InspectionPolicy.NumberedMatch, site: Site, into findings: inout Findings,
    before: () -> [UInt8]
  ) -> EventAction {
    let match = numbered.match
    let criterion = match.criterion
    let definition = criterion.definition
    var event = site.event(definition.rule, before: before())
    event.match = numbered.text
    event.source = match.source
    // Made where a line is logged: most matches log nothing.
    var further: String { "matched Class \(numbered.number): \(numbered.text)" }
    var ends: Decision?
    for action in match.actions {
      switch action {
      case .dropConnection(let log):
        event.action = max(event.action, .drop)
        ends = ends ?? .drop
        if log { event.log.append(classLine("Dropped connection for", site, further)) }
      case .reset(let log):
        event.action = max(event.action, .reset)
        ends = .reset
        if log { event.log.append(classLine("Reset connection for", site, further)) }
      case .mask(let log) where definition.actions.contains(.mask):
        event.action = max(event.action, .mask)
        if log { event.log.append(classLine("Masked header flags for", site, further)) }
      case .mask, .log:
        event.action = max(event.action, .log)
        event.log.append(receivedLine("ESMTP Classification", site, further))
      case .rateLimit(let rate):
        guard exceeds(rate, numbered.number, at: site.moment.time) else { continue }
        event.rule = .rateLimit
        event.action = max(event.action, .drop)
        ends = ends ?? .drop
        event.log.append(classLine("Dropped", site, further))
      }
    }
    if let ends { event.log += terminationLines(ends, site: site) }
    if event.action == .none, !match.actions.isEmpty { return .none }
    flushPending(into: &findings)
    emit(event, into: &findings)
    if let ends { stop(ends, site: site) }
    return event.action
  }

  /// Carries out the action of a parameter.
  mutating func fire(
    _ action: PolicyMap.ParameterAction, rule: Rule, match: String, source: SourceLine,
    text: String, site: Site, into findings: inout Findings, before: () -> [UInt8]
  ) {
    var event = site.event(rule, before: before())
    event.match = match
    event.source = source
    flushPending(into: &findings)
    switch action {
    case .log:
      event.action = .log
      event.log = [receivedLine("ESMTP Parameter", site, text)]
      emit(event, into: &findings)
    case .dropConnection(let log):
      event.action = .drop
      if log {
        event.log = [classLine("Dropped connection for", site, text, of: "ESMTP Parameter")]
      }
      event.log += terminationLines(.drop, site: site)
      emit(event, into: &findings)
      stop(.drop, site: site)
    }
  }

  private mutating func stop(_ decision: Decision, site: Site) {
    end(
      decision, at: site.moment,
      decision == .reset ? "the session is reset here" : "the session is dropped here")
  }

  /// Counts a message of a `rate-limit`; true where it is one too many in its second.
  private mutating func exceeds(_ rate: Int, _ match: Int, at time: Int64) -> Bool {
    let second = time.quotientAndRemainder(dividingBy: 1_000_000_000).quotient
    guard let index = rates.firstIndex(where: { $0.match == match }) else {
      rates.append(RateWindow(match: match, second: second, count: 1))
      return rate < 1
    }
    if rates[index].second != second {
      rates[index] = RateWindow(match: match, second: second, count: 0)
    }
    rates[index].count += 1
    return rates[index].count > rate
  }
}
