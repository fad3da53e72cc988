public import ASAPolicy
public import CaptureFiles
import ESMTPInspection
import MailLogs
import Primitives
public import Reports

/// One run of `why`: inputs in, the sessions that a question is about out.
public struct QuestionRun: ~Copyable {
  private let reading: SessionReading
  private let question: LogQuestion
  private var book: LogBook
  /// The sessions that may be meant.
  private var candidates: [SessionRecord] = []
  private var omitted = 0
  /// The inputs.
  public private(set) var captures: [CaptureRecord] = []

  /// The most sessions that are kept as candidates.
  private static let limit = 256

  /// What to tell on standard error, in order.
  public var messages: [String] { reading.messages }
  /// What this reading has found.
  public var trace: ReadingTrace { reading.trace }

  /// How a run ended.
  public struct Answer: Sendable {
    /// The sessions that are meant, the likeliest first.
    public var sessions: [SessionRecord]
    /// How they were found, in sentences without a full stop.
    public var reasons: [String]
    /// Whether an input could be read.
    public var hasReadInput: Bool
  }

  /// A run before its first input.
  public init(
    policy: LoadedPolicy, options: AnalysisOptions, run: RunRecord, question: LogQuestion,
    book: LogBook
  ) {
    reading = SessionReading(policy, options)
    self.question = question
    self.book = book
    // What the replay predicts for the sessions tells the clock of the line.
    if case .device = question, book.device == nil {
      self.book.device = LogBook.DeviceLog(path: "")
    }
    self.book.run(run)
  }

  /// Reads one input to its end.
  ///
  /// - Parameters:
  ///   - input: a file or standard input.
  ///   - filter: a BPF expression for libpcap, or nil.
  ///   - progress: called every few thousand frames with what was read so far.
  /// - Throws: nothing where nothing is written.
  public mutating func read(
    _ input: CaptureInput, filter: String?, progress: (ReadingProgress) -> Void
  ) throws(OutputError) {
    captures.append(try reading.read(input, filter: filter, progress: progress) { take($0) })
  }

  private mutating func take(_ record: SessionRecord) {
    book.add(record)
    guard mayBe(record) else { return }
    if candidates.count < Self.limit { candidates.append(record) } else { omitted += 1 }
  }

  private func mayBe(_ record: SessionRecord) -> Bool {
    let session = LoggedSession(record, predicted: [])
    switch question {
    case .messageID(let id):
      return record.messages.contains { $0.messageID?.filter { !"<>".contains($0) } == id }
    case .device(let message): return message.mayBe(session)
    case .conversation(let log, let place):
      return book.mail[log].log.conversations[place].mayBe(session)
    case .line(let conversation): return conversation.mayBe(session)
    }
  }

  /// Ends what is open.
  ///
  /// - Throws: nothing where nothing is written.
  public consuming func finish() throws(OutputError) -> Answer {
    try reading.finish { take($0) }
    var answer = answer()
    answer.hasReadInput = reading.hasReadInput
    if omitted > 0 {
      answer.reasons.append("\(omitted) more sessions may be meant and were not looked at")
    }
    return answer
  }

  private func answer() -> Answer {
    switch question {
    case .messageID:
      return Answer(
        sessions: candidates,
        reasons: [
          candidates.count > 1
            ? "\(candidates.count) sessions carry this Message-ID: the mail was sent again"
            : "by the Message-ID"
        ], hasReadInput: true)
    case .device(let message):
      let messages = [message] + (book.device?.messages ?? [])
      let join = DeviceLogJoin(messages, book.sessions)
      let named =
        join.sessions.first { joined in
          (joined.logged + joined.both.map(\.logged)).contains {
            $0.line == message.line && $0.text == message.text
          }
        }.map { [$0.session] } ?? join.ambiguous.first?.sessions
      return chosen(named, by: "the sockets", join.offset)
    case .conversation(let log, let place):
      let join = MailLogJoin(book.mail[log].log.conversations, book.sessions)
      return chosen(join.places[place], join.offset)
    case .line(let conversation):
      let join = MailLogJoin([conversation], book.sessions)
      return chosen(join.places[0], join.offset)
    }
  }

  private func chosen(_ place: MailLogJoin.Place, _ offset: ClockOffset) -> Answer {
    switch place {
    case .joined(let session, let reason): chosen([session], by: reason.rawValue, offset)
    case .ambiguous(let sessions, let reason): chosen(sessions, by: reason.rawValue, offset)
    case .otherTime: chosen(nil, by: "the addresses", offset)
    case .otherAddress: Answer(sessions: [], reasons: [], hasReadInput: true)
    }
  }

  /// The sessions of these numbers; all candidates where no number is told.
  private func chosen(_ numbers: [Int]?, by what: String, _ offset: ClockOffset) -> Answer {
    var reasons = ["by \(what)", "the log's clock: \(offset.words)"]
    let found = candidates.filter { numbers?.contains($0.id) ?? true }
    if numbers == nil, !found.isEmpty {
      reasons.append("no session lies at the time of the line: these have its addresses alone")
    } else if found.count > 1 {
      reasons.append("ambiguous: nothing tells these \(found.count) sessions apart")
    }
    return Answer(sessions: found, reasons: reasons, hasReadInput: true)
  }
}
