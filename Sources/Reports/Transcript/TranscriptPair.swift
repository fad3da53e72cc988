import ESMTPInspection
import Primitives

/// One session line by line, as captured, and as forwarded under either of two policies.
struct TranscriptPair {
  /// A line under both: sender, place and captured bytes are the same.
  struct Row: Equatable {
    var old, new: TranscriptLine

    /// Whether either policy changes a byte of it, or forwards less than all.
    var isTouched: Bool {
      old.isChanged || new.isChanged || old.forwarded < old.length || new.forwarded < new.length
    }

    /// Captured bytes beside those of a policy that changes them: what the columns of captures mark.
    var either: TranscriptLine {
      var line = old
      line.forwarded = line.length
      for place in line.after.indices where line.after[place] == line.before[place] {
        line.after[place] = new.after[place]
      }
      return line
    }
  }

  /// What is said between two lines.
  struct Note: Equatable {
    enum Side: String { case old, new, both }
    enum Kind: String {
      case event = "event-row"
      case remark = "note"
      case divergence, ending
    }
    var side: Side
    var kind: Kind
    var text: String
  }

  enum Item: Equatable {
    /// A line, by its place.
    case row(Int)
    /// Lines of which nothing is to be said but their number.
    case folded(Range<Int>)
    case note(Note)
  }

  private(set) var rows: [Row] = []
  private(set) var items: [Item] = []

  /// - Parameters:
  ///   - old: the session under the old policy; its lines are those of the pair.
  ///   - new: the same session under the new one.
  init(old: Transcript, new: Transcript) {
    let view = ForwardedView(new.lines)
    rows = old.lines.map(view.row)
    var places: [LineStart: Int] = [:]
    for (place, line) in old.lines.enumerated() where !line.isGap {
      places[LineStart(sender: line.sender, offset: line.offset)] = place
    }
    let oldNotes = SideNotes(old) { $0 }
    let newNotes = SideNotes(new) { place in
      let line = new.lines[place]
      return places[LineStart(sender: line.sender, offset: line.offset)]
        ?? old.lines.lastIndex { $0.sender == line.sender && $0.offset <= line.offset }
    }
    put(oldNotes, newNotes)
  }

  private struct LineStart: Hashable {
    var sender: Sender
    var offset: UInt64
  }

  private mutating func put(_ old: SideNotes, _ new: SideNotes) {
    var quiet: [Int] = []
    for place in rows.indices {
      let before = Self.merged(old.before[place] ?? [], new.before[place] ?? [])
      let after = Self.merged(old.after[place] ?? [], new.after[place] ?? [])
      let isQuiet = before.isEmpty && after.isEmpty && isLike(quiet.last, place)
      if !isQuiet { fold(&quiet) }
      items += before.map(Item.note)
      if after.isEmpty, isFoldable(rows[place]) {
        quiet.append(place)
      } else {
        items.append(.row(place))
      }
      items += after.map(Item.note)
    }
    fold(&quiet)
    items += Self.merged(old.last, new.last).map(Item.note)
  }

  private func isFoldable(_ row: Row) -> Bool {
    let isWhole = { (line: TranscriptLine) in line.forwarded == line.length || line.forwarded == 0 }
    return (row.old.kind == .text || row.old.kind == .authentication) && isWhole(row.old)
      && isWhole(row.new) && !row.old.isChanged && !row.new.isChanged
  }

  /// Whether a row may be folded with the one before it.
  private func isLike(_ last: Int?, _ place: Int) -> Bool {
    guard isFoldable(rows[place]) else { return false }
    guard let last else { return true }
    return rows[last].old.isGone == rows[place].old.isGone
      && rows[last].new.isGone == rows[place].new.isGone
  }

  private mutating func fold(_ run: inout [Int]) {
    defer { run = [] }
    let (head, tail) = (TranscriptOrder.runHead, TranscriptOrder.runTail)
    guard run.count > TranscriptOrder.runLimit, let first = run.first, let last = run.last else {
      items += run.map(Item.row)
      return
    }
    items += run.prefix(head).map(Item.row)
    items.append(.folded(first + head..<last + 1 - tail))
    items += run.suffix(tail).map(Item.row)
  }

  private static func merged(_ old: [SideNotes.Text], _ new: [SideNotes.Text]) -> [Note] {
    old.map { Note(side: new.contains($0) ? .both : .old, kind: $0.kind, text: $0.text) }
      + new.filter { !old.contains($0) }.map { Note(side: .new, kind: $0.kind, text: $0.text) }
  }
}

/// What one policy says between lines, by the places of the pair's rows.
private struct SideNotes {
  struct Text: Equatable {
    var kind: TranscriptPair.Note.Kind
    var text: String
  }

  private(set) var before: [Int: [Text]] = [:]
  private(set) var after: [Int: [Text]] = [:]
  private(set) var last: [Text] = []

  /// - Parameters:
  ///   - transcript: the session under the policy.
  ///   - row: the pair's row of a line, by the line's place.
  init(_ transcript: Transcript, row: (Int) -> Int?) {
    let order = TranscriptOrder(transcript, showsAll: true)
    let session = transcript.session
    for item in order.items {
      switch item {
      case .line(let place):
        let events = (order.events[place] ?? []).map { event in
          Text(kind: .event, text: session.events[event].dialogueText)
        }
        guard let row = row(place) else {
          last += events
          continue
        }
        before[row, default: []] += last
        last = []
        after[row, default: []] += events
      case .event(let event):
        last.append(Text(kind: .event, text: session.events[event].dialogueText))
      case .refusedData:
        last.append(Text(kind: .remark, text: TranscriptLine.refusedDataText))
      case .divergence:
        if let text = session.divergenceText { last.append(Text(kind: .divergence, text: text)) }
      case .ending:
        if let text = session.endingText { last.append(Text(kind: .ending, text: text)) }
      case .folded: break
      }
    }
  }
}

/// What leaves the firewall of each direction, by place in the stream.
private struct ForwardedView {
  private let client, server: [TranscriptLine]
  private let ends: (client: UInt64, server: UInt64)

  init(_ lines: [TranscriptLine]) {
    func of(_ sender: Sender) -> [TranscriptLine] {
      lines.filter { $0.sender == sender }.sorted { $0.offset < $1.offset }
    }
    func end(_ lines: [TranscriptLine]) -> UInt64 {
      lines.map { $0.forwarded > 0 ? $0.offset &+ UInt64($0.forwarded) : 0 }.max() ?? 0
    }
    (client, server) = (of(.client), of(.server))
    ends = (end(client), end(server))
  }

  /// A line of the other transcript beside what leaves of it here. What either policy takes for secret, or
  /// for a body, is so on both sides.
  func row(_ line: TranscriptLine) -> TranscriptPair.Row {
    let lines = line.sender == .client ? client : server
    let end = line.sender == .client ? ends.client : ends.server
    var (old, new) = (line, line)
    new.after = line.before
    new.hasHiddenChange = false
    new.forwarded =
      end <= line.offset ? 0 : Int(min(UInt64(clamping: line.length), end - line.offset))
    var start = lines.indices.partitioningIndex { lines[$0].end > line.offset }
    while start < lines.count, lines[start].offset < line.end {
      let other = lines[start]
      start += 1
      take(other, &old, &new)
    }
    return TranscriptPair.Row(old: old, new: new)
  }

  private func take(
    _ other: TranscriptLine, _ old: inout TranscriptLine, _ new: inout TranscriptLine
  ) {
    if old.kind == .text, [.authentication, .body, .chunk].contains(other.kind) {
      old.withhold(from: 0, as: other.kind)
      new.withhold(from: 0, as: other.kind)
    }
    if other.hasSecret {
      let kept = other.offset &+ UInt64(other.before.count)
      let count = kept <= old.offset ? 0 : Int(clamping: kept - old.offset)
      old.withhold(from: count, as: old.kind)
      new.withhold(from: count, as: new.kind)
      old.hasSecret = true
      new.hasSecret = true
    }
    if other.hasHiddenChange { new.hasHiddenChange = true }
    for (index, byte) in other.after.enumerated() where byte != other.before[index] {
      let offset = other.offset &+ UInt64(index)
      guard offset >= new.offset, offset < new.end else { continue }
      let place = Int(offset - new.offset)
      if place < new.after.count { new.after[place] = byte } else { new.hasHiddenChange = true }
    }
  }
}

extension TranscriptLine {
  /// Drops kept bytes from a place on.
  fileprivate mutating func withhold(from count: Int, as kind: Kind) {
    self.kind = kind
    guard count < before.count else { return }
    if before[count...] != after[count...] { hasHiddenChange = true }
    before.removeLast(before.count - count)
    after.removeLast(after.count - count)
  }
}
