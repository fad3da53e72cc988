import ESMTPInspection
import Primitives

/// What stands below one another: lines with their events, the divergence point, the end by a drop.
struct TranscriptOrder {
  /// An item of the page.
  enum Item: Equatable {
    /// A line, by its place.
    case line(Int)
    /// Lines of which nothing is to be said but their number, by their places.
    case folded(Range<Int>)
    /// An event that concerns no line, by its place.
    case event(Int)
    /// That the next lines were sent behind a DATA that the server refuses.
    case refusedData
    /// The divergence point.
    case divergence
    /// Where a drop or reset ends the session: nothing below it is forwarded.
    case ending
  }

  private(set) var items: [Item] = []
  /// The events below each line, by place.
  private(set) var events: [Int: [Int]] = [:]

  /// A run of lines without an event is folded where it is longer: its ends stay.
  static let runLimit = 24
  static let runHead = 8
  static let runTail = 4

  init(_ transcript: Transcript, showsAll: Bool) {
    let session = transcript.session
    var loose: [Int] = []
    for (index, record) in session.events.enumerated() where !Self.isTold(record, transcript) {
      if let place = Self.place(of: record.event, in: transcript.lines) {
        events[place, default: []].append(index)
      } else {
        loose.append(index)
      }
    }
    let end = session.events.last { $0.isObserved && $0.event.action >= .drop }?.event
    var isDivergenceDue = session.divergence != nil
    var isEndDue = end != nil
    // The reply that decides on what was held may be forwarded, and so is what came while it was held.
    let lastForwarded = transcript.lines.lastIndex { $0.forwarded > 0 && !$0.isGap } ?? 0
    var isBehindRefusedData = false
    for (place, line) in transcript.lines.enumerated() {
      let frame = line.frames.lowerBound
      while let next = loose.first, session.events[next].event.moment.frame < frame {
        items.append(.event(loose.removeFirst()))
      }
      if line.sender == .client {
        if line.isBehindRefusedData, !isBehindRefusedData { items.append(.refusedData) }
        isBehindRefusedData = line.isBehindRefusedData
      }
      if isEndDue, let end, line.forwarded < line.length, !line.isGap,
        line.frames.upperBound >= end.moment.frame, place >= lastForwarded
      {
        // The divergence of a session that a drop ends is the drop, or lies before it.
        if isDivergenceDue, session.divergence?.frame != end.moment.frame {
          items.append(.divergence)
        }
        isDivergenceDue = false
        isEndDue = false
        if line.forwarded > 0 {
          items += [.line(place), .ending]
          continue
        }
        items.append(.ending)
      } else if isDivergenceDue, let divergence = session.divergence, frame > divergence.frame,
        divergence.frame != end?.moment.frame
      {
        items.append(.divergence)
        isDivergenceDue = false
      }
      items.append(.line(place))
    }
    items += loose.map(Item.event)
    if isDivergenceDue, !(isEndDue && session.divergence?.frame == end?.moment.frame) {
      items.append(.divergence)
    }
    if isEndDue { items.append(.ending) }
    if !showsAll { fold(transcript.lines) }
  }

  /// Whether a line says the same as an event.
  private static func isTold(_ record: EventRecord, _ transcript: Transcript) -> Bool {
    switch record.event.rule {
    case .gap, .snapped: transcript.lines.contains { $0.isGap && $0.offset == record.event.offset }
    default: false
    }
  }

  /// The last line that an event's bytes lie in; nil where it is about none.
  private static func place(of event: Event, in lines: [TranscriptLine]) -> Int? {
    let length = UInt64(clamping: max(1, event.length))
    let (end, isTooLong) = event.offset.addingReportingOverflow(length)
    guard event.rule.ruleClass != .coverage || event.length > 0 else { return nil }
    return lines.lastIndex { line in
      line.sender == event.sender && line.offset < (isTooLong ? .max : end)
        && line.end > event.offset && !line.isGap
    }
  }

  private mutating func fold(_ lines: [TranscriptLine]) {
    var folded: [Item] = []
    var run: [Int] = []
    func isLike(_ place: Int) -> Bool {
      guard let last = run.last else { return true }
      return last + 1 == place
        && (lines[last].forwarded == lines[last].length)
          == (lines[place].forwarded == lines[place].length)
    }
    func close() {
      if run.count > Self.runLimit, let first = run.first, let last = run.last {
        folded += run.prefix(Self.runHead).map(Item.line)
        folded.append(.folded(first + Self.runHead..<last + 1 - Self.runTail))
        folded += run.suffix(Self.runTail).map(Item.line)
      } else {
        folded += run.map(Item.line)
      }
      run.removeAll()
    }
    for item in items {
      if case .line(let place) = item, isQuiet(lines[place], place) {
        if !isLike(place) { close() }
        run.append(place)
      } else {
        close()
        folded.append(item)
      }
    }
    close()
    items = folded
  }

  private func isQuiet(_ line: TranscriptLine, _ place: Int) -> Bool {
    let isWhole = line.forwarded == line.length || line.forwarded == 0
    return (line.kind == .text || line.kind == .authentication) && isWhole && !line.isChanged
      && events[place] == nil
  }
}
