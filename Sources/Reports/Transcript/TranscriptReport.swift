import ESMTPInspection
import Primitives

/// A session line by line for a person at a terminal: as captured beside as forwarded.
public struct TranscriptReport {
  /// How the page is laid out.
  public struct Options: Sendable {
    /// The columns of the terminal; at least 40 are taken. Below 72 the two sides stand below each other.
    public var width: Int
    /// Whether SGR colour sequences are written; signs always say the same.
    public var isColoured: Bool
    /// Whether bytes are shown as a hex dump.
    public var isHex: Bool
    /// Whether runs of lines that nothing happens to are shown whole.
    public var showsAll: Bool

    /// A plain page of 80 columns where nothing else is said.
    public init(
      width: Int = 80, isColoured: Bool = false, isHex: Bool = false, showsAll: Bool = false
    ) {
      self.width = width
      self.isColoured = isColoured
      self.isHex = isHex
      self.showsAll = showsAll
    }
  }

  let transcript: Transcript
  let options: Options
  let layout: TranscriptLayout
  var canvas: TextCanvas

  var session: SessionRecord { transcript.session }

  private init(_ transcript: Transcript, _ options: Options) {
    self.transcript = transcript
    self.options = options
    let width = max(40, options.width)
    layout = TranscriptLayout(
      width: width, lastFrame: transcript.lines.map(\.frames.upperBound).max() ?? 1,
      isHex: options.isHex)
    canvas = TextCanvas(width: width, isColoured: options.isColoured)
  }

  /// The page of a session.
  ///
  /// - Parameters:
  ///   - transcript: the session.
  ///   - options: how it is laid out.
  /// - Returns: lines of printable ASCII and four signs, none longer than the width.
  public static func page(_ transcript: Transcript, _ options: Options) -> [UInt8] {
    var report = TranscriptReport(transcript, options)
    report.putHead()
    report.putBody()
    report.putFoot()
    return report.canvas.output
  }

  private mutating func putBody() {
    let order = TranscriptOrder(transcript, showsAll: options.showsAll)
    putColumnTitles()
    if transcript.lines.isEmpty { putRemark("no byte of the session is in the capture") }
    for item in order.items {
      switch item {
      case .line(let place):
        putLine(transcript.lines[place])
        for event in order.events[place] ?? [] { putEvent(session.events[event]) }
      case .folded(let places): putFolded(transcript.lines[places])
      case .event(let event): putEvent(session.events[event])
      case .refusedData: putRemark(TranscriptLine.refusedDataText)
      case .divergence: putDivergence()
      case .ending: putEnding()
      }
    }
  }

  // MARK: Head and foot

  private mutating func putHead() {
    canvas.put("session \(session.id)", .strong)
    canvas.put(" · ")
    canvas.put(session.verdict.rawValue, TextStyle(session.verdict))
    canvas.put(" · ")
    canvas.put(coverage)
    canvas.end()
    putField("client", "\(session.client)")
    putField("server", "\(session.server)")
    putField(
      "frames",
      "\(Spoken.number(session.first.frame)) to \(Spoken.number(session.last.frame)), "
        + "\(Timestamp(nanoseconds: session.first.time).spoken), "
        + "\(Spoken.duration(from: session.first.time, to: session.last.time)) long")
    putPolicy()
    for message in session.messages.prefix(8) { putMessage(message) }
    let more = session.messages.count - 8 + session.omittedMessages
    if more > 0 { putField("", "and \(Spoken.count(more, "more message"))") }
    canvas.line()
  }

  private var coverage: String {
    switch session.coverage {
    case .full: "all of it looked at"
    case .partial: "looked at in part"
    case .none: "not looked at"
    }
  }

  private mutating func putPolicy() {
    guard let map = session.mapName ?? session.className else {
      let reason = session.decision.reason
      return putField("policy", Escape.text(reason.isEmpty ? "nothing inspects it" : reason))
    }
    var text = session.mapName == nil ? "class \(Escape.text(map))" : "map \(Escape.text(map))"
    if session.mapName != nil, let name = session.className {
      text = "class \(Escape.text(name)), \(text)"
    }
    putField("policy", text)
  }

  private mutating func putMessage(_ message: Message) {
    var parts: [String] = []
    if let id = message.messageID { parts.append(Escape.captured(id)) }
    if let sender = message.sender { parts.append("from <\(Escape.captured(sender))>") }
    parts.append(Spoken.count(message.recipients, "recipient"))
    parts.append(Spoken.count(message.bytes, "byte"))
    if let reply = message.reply { parts.append("reply \(Escape.captured(reply))") }
    putField("message", parts.joined(separator: ", "))
  }

  private mutating func putFoot() {
    canvas.line()
    for note in session.coverageNotes where note.reason != .divergence {
      putField(
        "not seen",
        "frame \(Spoken.number(note.frame)) on: \(note.reason.sentence)")
    }
    let omitted = session.omitted.map { "\($0.rule.rawValue) \(Spoken.number($0.count))" }
    if !omitted.isEmpty { putField("not kept", "events: \(omitted.joined(separator: ", "))") }
    var key: [String] = []
    if transcript.lines.contains(where: { $0.isChanged && $0.forwarded > 0 }) {
      key.append("^ stands below bytes that are changed")
    }
    if transcript.lines.contains(where: { $0.hasSecret || $0.kind == .authentication }) {
      key.append("*** for authentication data")
    }
    if !options.isHex { key.append("CR LF at the end of a line is not shown") }
    putField("key", key.joined(separator: "; "))
  }

  mutating func putField(_ label: String, _ text: String) {
    guard !text.isEmpty else { return }
    canvas.put("  ")
    canvas.put(label, .faint)
    canvas.move(to: 12)
    canvas.wrap(text)
  }
}
