/// What a run was asked to leave aside, or could not read.
extension [CaptureRecord] {
  /// The frames that a filter left out, as far as they were counted.
  var framesLeftOut: Int {
    reduce(0) { $0 &+ ($1.frames &- ($1.framesTaken ?? $1.frames)) }
  }
}

extension CaptureRecord {
  /// How many of its frames a filter let through, to stand behind their number; empty without a filter.
  var filterWords: String {
    framesTaken.map { ", \($0 == frames ? "all" : Spoken.number($0)) let through by the filter" }
      ?? ""
  }
}

/// A summary of sessions, or of those among them that are selected.
protocol SelectiveSummary {
  /// Sessions that were found and are not selected: nothing else counts them.
  var notSelected: Int { get }
  /// What of the captures could not be read.
  var unread: UnreadFrames { get }
}

extension SummaryRecord: SelectiveSummary {}
extension ComparisonSummary: SelectiveSummary {}

extension SelectiveSummary {
  /// What was left aside because it was asked for, and what could not be read: a name, a number and what
  /// it counts.
  func leftAside(_ captures: [CaptureRecord]) -> [(name: String, count: Int, text: String)] {
    Narrowing(notSelected: notSelected, framesLeftOut: captures.framesLeftOut).leftAside
      + unread.parts.map { ($0.name, $0.count, $0.text) }
  }

  /// What stands behind the totals; empty where every session is told of.
  var notSelectedWords: String {
    notSelected > 0 ? "; \(Spoken.number(notSelected)) not selected" : ""
  }
}

extension SummaryRecord {
  /// What no session has, a name, a number and what it counts: what was left aside because it was asked for,
  /// and bytes without a place in any stream.
  func ofNoSession(_ captures: [CaptureRecord]) -> [(name: String, count: Int, text: String)] {
    let strays = packetCount("stray_segments")
    guard strays > 0 else { return leftAside(captures) }
    let text =
      (strays == 1 ? "segment" : "segments")
      + " with bytes that no session has a place for: behind the end of a connection, before what was "
      + "captured of it, out of reach, or without ACK"
    return leftAside(captures) + [("stray", strays, text)]
  }

  /// A count of packets by its name; 0 where there is none.
  func packetCount(_ name: String) -> Int { packets.first { $0.name == name }?.count ?? 0 }

  /// What is said in place of sessions where none is told of.
  var noneWords: String {
    otherLegs > 0
      ? "none that is counted" : notSelected > 0 ? "none is selected" : "there was none"
  }
}

/// What a run was asked for in place of all, and what it left aside for that.
public struct Narrowing: Sendable, Equatable {
  /// The filter for libpcap that frames have to pass; nil where all are taken.
  public var filter: String?
  /// Which sessions are meant, as typed; nil where all are.
  public var selection: String?
  /// Sessions that were found and are not selected.
  public var notSelected: Int
  /// Frames that the filter left out.
  public var framesLeftOut: Int

  /// What was asked for; nothing is left aside by default.
  public init(
    filter: String? = nil, selection: String? = nil, notSelected: Int = 0, framesLeftOut: Int = 0
  ) {
    self.filter = filter
    self.selection = selection
    self.notSelected = notSelected
    self.framesLeftOut = framesLeftOut
  }

  /// What was left aside: a name, a number and what it counts.
  var leftAside: [(name: String, count: Int, text: String)] {
    func many(_ count: Int, _ word: String) -> String { count == 1 ? word : word + "s" }
    return [
      (
        "not-selected", notSelected,
        many(notSelected, "session") + " that '--where' does not select"
      ),
      (
        "filtered", framesLeftOut,
        many(framesLeftOut, "frame") + " that '--filter' does not let through"
      ),
    ].filter { $0.count > 0 }
  }

  /// What is said of it on a page: labels, empty behind the first of a kind, and texts, escaped.
  var lines: [(label: String, text: String)] {
    [("filter", filter), ("where", selection)].compactMap { label, text in
      text.map { (label, Escape.text($0)) }
    } + leftAsideWords.map { ("", $0) }
  }

  /// What was left aside, a number and what it counts each: `3 sessions that '--where' does not select`.
  public var leftAsideWords: [String] {
    leftAside.map { "\(Spoken.number($0.count)) \($0.text)" }
  }

  /// What is spoken of where nothing else is: the captures, or as much of them as was asked for.
  var scope: String {
    switch (selection, filter) {
    case (nil, nil): "these captures"
    case (nil, _): "what '--filter' lets through of these captures"
    case (_, _): "the selected sessions"
    }
  }
}

extension JSONWriter {
  /// What was asked for, where not for all.
  mutating func asked(_ narrowing: Narrowing) {
    if let filter = narrowing.filter { text(.filter, filter) }
    if let selection = narrowing.selection { text(.where, selection) }
  }

  /// What was left aside for that, where anything was.
  mutating func leftAside(_ narrowing: Narrowing) {
    if narrowing.notSelected > 0 { number(.notSelected, narrowing.notSelected) }
    if narrowing.framesLeftOut > 0 { number(.framesLeftOut, narrowing.framesLeftOut) }
  }
}

extension JSONKey {
  static let framesLeftOut = JSONKey("frames_left_out")
}
