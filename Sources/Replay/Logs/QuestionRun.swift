public import ASAPolicy
public import CaptureFiles
import ESMTPInspection
import MailLogs
import Primitives
public import Reports

/// One run of `why`: inputs in, the sessions that a question is about out.
public struct QuestionRun: ~Copyable {
  private let reading: SessionReading
  private let policy: LoadedPolicy
  private let isDefault: Bool
  private let question: LogQuestion
  private var book: LogBook
  /// The sessions that may be meant.
  private var candidates: [SessionRecord] = []
  private var omitted = 0
  /// The sessions to keep, by number; nil for all that may be meant.
  private let kept: Set<Int>?
  /// The inputs.
  public private(set) var captures: [CaptureRecord] = []

  /// The most sessions that are kept as candidates.
  private static let limit = 256

  /// The most sessions that are shown where nothing tells them apart.
  private static let mostShown = 16

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
    /// What the line says of the session that the replay does not, in a sentence without a full stop; nil
    /// where they agree, or the line says nothing that a replay predicts.
    public var objection: String?
    /// Whether an input could be read.
    public var hasReadInput: Bool
    /// Whether all inputs were read to their ends.
    public var isWhole = true
    /// Sessions that are meant and were not kept, as too many may be: another run has to keep them.
    public var unkept: [Int] = []
    /// Whether they are all that were kept, as nothing tells which are meant.
    var isOfCandidates = false
    /// What is told where the captures hold no session at all; nil where they do.
    public var remark: String?
  }

  /// A run before its first input.
  ///
  /// - Parameters:
  ///   - policy: the policy.
  ///   - options: what the replay is asked for.
  ///   - run: what the run is about.
  ///   - question: what is asked.
  ///   - book: the logs.
  ///   - kept: the numbers of the sessions that are meant, where a run before has found them.
  public init(
    policy: LoadedPolicy, options: AnalysisOptions, run: RunRecord, question: LogQuestion,
    book: LogBook, keeping kept: [Int]? = nil
  ) {
    self.kept = kept.map { Set($0) }
    var options = options
    if case .refusal(let refusal) = question { options.refusal = refusal }
    reading = SessionReading(policy, options)
    self.policy = policy
    isDefault = run.policyFiles.isEmpty
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
    guard kept?.contains(record.id) ?? mayBe(record) else { return }
    if candidates.count < Self.limit { candidates.append(record) } else { omitted += 1 }
  }

  private func mayBe(_ record: SessionRecord) -> Bool {
    let session = LoggedSession(record, predicted: [])
    switch question {
    case .messageID(let id):
      return record.messages.contains {
        $0.messageID.map { CapturedText.isSpelling(id, of: $0.filter { !"<>".contains($0) }) }
          ?? false
      }
    case .device(let message): return message.mayBe(session)
    case .conversations(let references):
      return references.contains {
        book.mail[$0.log].log.conversations[$0.place].mayBe(session)
      }
    case .line(let conversation): return conversation.mayBe(session)
    case .refusal: return record.wantedNames.contains(.refusal)
    }
  }

  /// Ends what is open.
  ///
  /// - Throws: nothing where nothing is written.
  public consuming func finish() throws(OutputError) -> Answer {
    try reading.finish { take($0) }
    var answer = answer()
    answer.hasReadInput = reading.hasReadInput
    answer.isWhole = !reading.hasUnreadInput
    if book.sessions.isEmpty {
      answer.remark = reading.remark
    } else if answer.sessions.isEmpty, case .refusal = question {
      answer.remark =
        "no server of the captures answers so; are they of the same time, and does the log have the reply's "
        + "own words?"
    }
    // Where the sessions that are meant are known, the others were not kept for nothing.
    if omitted > 0, answer.isOfCandidates {
      answer.reasons.append("\(omitted) more sessions may be meant and were not looked at")
    }
    return answer
  }

  private func answer() -> Answer {
    switch question {
    case .refusal:
      let also = candidates.count > 1 ? ": \(candidates.count) sessions have it" : ""
      let omitted = candidates.count - Self.mostShown
      return Answer(
        sessions: Array(candidates.prefix(Self.mostShown)),
        reasons: ["by the words of a reply of the server" + also]
          + (omitted > 0 ? ["\(omitted) of them are left out here"] : []),
        hasReadInput: true, isOfCandidates: true)
    case .messageID:
      // Both legs of a session carry it.
      let numbers = Set(candidates.map(\.id))
      let sent = candidates.filter { $0.otherLegOf.map { !numbers.contains($0) } ?? true }
      var reasons = [
        sent.count > 1
          ? "\(sent.count) sessions carry this Message-ID: the mail was sent again"
          : "by the Message-ID"
      ]
      if sent.count < candidates.count {
        reasons.append(SummaryRecord.otherLegsRemark(candidates.count - sent.count))
      }
      return Answer(
        sessions: sent, reasons: reasons, hasReadInput: true, isOfCandidates: true)
    case .device(let message): return answer(about: message)
    case .conversations(let references):
      var answer = answer(about: references)
      let omitted = book.mail.reduce(0) { $0 + $1.log.omitted }
      if omitted > 0 {
        answer.reasons.append(
          "\(omitted) other connections of the log were left out, as there are too many")
      }
      return answer
    case .line(let conversation):
      let join = MailLogJoin([conversation], book.sessions)
      return chosen(join.places[0], join.offset, conversation)
    }
  }

  private func answer(about message: DeviceMessage) -> Answer {
    var messages = book.device?.messages ?? []
    var asked = messages.indices.filter { messages[$0].isAsked(message) }
    if asked.isEmpty {
      asked = [messages.count]
      messages.append(message)
    }
    let join = DeviceLogJoin(messages, book.sessions)
    let named = Self.once(asked.map { join.places[$0] })
    var answer = chosen(
      named.isEmpty ? nil : named, by: "the sockets", join.offset,
      isUncertain: !join.offset.isCertain && asked.contains { messages[$0].time != nil })
    let found = Set(answer.sessions.map(\.id))
    let predicted = book.sessions.lazy.filter { found.contains($0.number) }.flatMap(\.predicted)
    answer.objection = UnpredictedMessage(message, among: Array(predicted))?
      .words(policy, isDefault: isDefault)
    return answer
  }

  private func answer(about references: [LogQuestion.Reference]) -> Answer {
    var places: [(place: MailLogJoin.Place, offset: ClockOffset, of: MailConversation)] = []
    for log in Set(references.map(\.log)).sorted() {
      let conversations = book.mail[log].log.conversations
      let join = MailLogJoin(conversations, book.sessions)
      places += references.filter { $0.log == log }.map {
        (join.places[$0.place], join.offset, conversations[$0.place])
      }
    }
    guard places.count > 1 else {
      return places.first.map { chosen($0.place, $0.offset, $0.of) }
        ?? Answer(sessions: [], reasons: [], hasReadInput: true)
    }
    let found = places.filter { !$0.place.sessions.isEmpty }
    guard let first = found.first ?? places.first(where: { $0.place.hasAddress }) else {
      return Answer(sessions: [], reasons: [], hasReadInput: true)
    }
    var answer = chosen(first.place, first.offset, first.of)
    guard !found.isEmpty else { return answer }
    answer = chosen(
      Self.once(found.map(\.place.sessions)), by: first.place.reason?.rawValue ?? "", first.offset,
      isUncertain: !found.contains(where: \.place.isCertain),
      doubt: first.offset.doubt(about: first.of))
    answer.reasons.append(
      "\(places.count) connections of the log have this line or its name"
        + (found.count < places.count ? "; \(found.count) of them lie in the captures" : ""))
    return answer
  }

  /// Numbers in their order, each once.
  private static func once(_ numbers: [[Int]]) -> [Int] {
    var known: Set<Int> = []
    return numbers.joined().filter { known.insert($0).inserted }
  }

  private func chosen(
    _ place: MailLogJoin.Place, _ offset: ClockOffset, _ conversation: MailConversation
  ) -> Answer {
    switch place {
    case .joined(let session, let reason): chosen([session], by: reason.rawValue, offset)
    case .ambiguous(let sessions, let reason):
      chosen(
        sessions, by: reason.rawValue, offset, isUncertain: true,
        doubt: offset.doubt(about: conversation))
    case .otherTime: chosen(nil, by: "the addresses", offset)
    case .otherAddress: Answer(sessions: [], reasons: [], hasReadInput: true)
    }
  }

  /// The sessions of these numbers; all candidates where no number is told.
  private func chosen(
    _ numbers: [Int]?, by what: String, _ offset: ClockOffset, isUncertain: Bool = false,
    doubt: String? = nil
  ) -> Answer {
    let numbers = numbers.map { Array($0.prefix(Self.limit)) }
    if let numbers, omitted > 0 {
      let known = Set(candidates.map(\.id))
      guard numbers.allSatisfy(known.contains) else {
        return Answer(sessions: [], reasons: [], hasReadInput: true, unkept: numbers)
      }
    }
    var reasons = ["by \(what)", "the log's clock: \(offset.words)"]
    let places = numbers.map { numbers in
      Dictionary(zip(numbers, numbers.indices)) { first, _ in first }
    }
    let found = candidates.filter { places?.keys.contains($0.id) ?? true }
      .sorted { (places?[$0.id] ?? 0, $0.id) < (places?[$1.id] ?? 0, $1.id) }
    if numbers == nil, !found.isEmpty {
      reasons.append("no session lies at the time of the line: these have its addresses alone")
    } else if found.count > 1 {
      reasons.append("ambiguous: nothing tells these \(found.count) sessions apart")
    } else if isUncertain {
      reasons.append("not certain: it may be none, as \(doubt ?? offset.doubt)")
    }
    if found.count > Self.mostShown {
      reasons.append("\(found.count - Self.mostShown) of them are left out here")
    }
    return Answer(
      sessions: Array(found.prefix(Self.mostShown)), reasons: reasons, hasReadInput: true,
      isOfCandidates: numbers == nil)
  }
}
