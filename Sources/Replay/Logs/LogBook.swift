import ESMTPInspection
public import MailLogs
import Primitives
public import Reports

/// Logs of a device and of mail servers, to be set beside the sessions of a run.
public struct LogBook: Sendable {
  /// The log of a device.
  public struct DeviceLog: Sendable {
    /// The file.
    public var path: String
    /// Its lines.
    public var lines = 0
    /// The lines that hold a message of a device, whatever it is about.
    public var recognized = 0
    /// The messages about sessions.
    public var messages: [DeviceMessage] = []
    /// Messages that were left out, because there were too many.
    public var omitted = 0
    /// The translated sockets that it tells.
    var translations = DeviceTranslations()

    /// The bytes of their texts.
    private var bytes = 0

    /// The most messages that are kept.
    public static let limit = 500_000
    /// The most bytes of their texts that are kept.
    private let mostBytes: Int

    /// A log of no lines.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - mostBytes: the most bytes of texts that are kept; messages behind them are left out.
    public init(path: String, mostBytes: Int = 128 << 20) {
      self.path = path
      self.mostBytes = mostBytes
    }

    /// Takes the next line.
    public mutating func take(_ line: String) {
      lines += 1
      if DeviceMessage.isMessage(line) { recognized += 1 }
      guard var message = DeviceMessage(line, line: lines) else { return }
      translations.take(&message)
      bytes += message.text.utf8.count
      guard messages.count < Self.limit, bytes <= mostBytes else { return omitted += 1 }
      messages.append(message)
    }
  }

  /// The log of a mail server.
  public struct MailLog: Sendable {
    /// The file.
    public var path: String
    /// What it says.
    public var log: MailLogReader.Log

    /// A log that was read.
    public init(path: String, log: MailLogReader.Log) {
      self.path = path
      self.log = log
    }
  }

  /// The device's log.
  public var device: DeviceLog?
  /// The mail servers' logs.
  public var mail: [MailLog]
  /// What is known of the sessions.
  private(set) var sessions: [LoggedSession] = []
  /// What became of each session, by its number.
  private(set) var outcomes: [Int: LoggedOutcome] = [:]
  /// Sessions that were left out, because there were too many.
  private(set) var omitted = 0
  private var record: RunRecord?
  /// Whether nobody gave a policy.
  var isDefault: Bool { record?.policyFiles.isEmpty ?? true }

  /// How the tables are laid out; nil for none.
  public var layout: TextReport.Options?

  /// The most sessions that are kept for the joins.
  public static let limit = 200_000

  /// Logs and no sessions.
  public init(device: DeviceLog?, mail: [MailLog]) {
    self.device = device
    self.mail = mail
  }

  /// Takes over what logs say that were read again, but for those that say less by now.
  public mutating func grow(to later: LogBook) {
    if let log = later.device, log.recognized >= device?.recognized ?? 0 { device = log }
    for (index, log) in later.mail.enumerated()
    where mail.indices.contains(index) && log.log.understood >= mail[index].log.understood {
      mail[index] = log
    }
  }

  mutating func run(_ record: RunRecord) { self.record = record }

  mutating func add(_ session: SessionRecord) {
    guard sessions.count < Self.limit else { return omitted += 1 }
    sessions.append(LoggedSession(session, predicted: device == nil ? [] : predicted(session)))
    outcomes[session.id] = LoggedOutcome(session)
  }

  /// The messages that the device would write about a session.
  private func predicted(_ session: SessionRecord) -> [DeviceMessage] {
    var report = SyslogReport()
    if let record { report.run(record) }
    report.session(session)
    return report.takeOutput().split(separator: 10).compactMap {
      DeviceMessage(String(decoding: $0, as: UTF8.self), line: 0)
    }
  }
}

/// What a table of a log says of a session.
struct LoggedOutcome: Sendable {
  /// The sockets of both ends.
  var ends: String
  /// The verdict.
  var verdict: Verdict
  /// What decided: frame, rule, line and statement; nil where nothing did.
  var decisive: String?
  /// Sender, recipients and Message-ID of the first message.
  var message: Message?

  init(_ session: SessionRecord) {
    ends = "\(session.client) to \(session.server)"
    verdict = session.verdict
    message = session.messages.first
    guard let reason = session.reason else { return }
    decisive =
      (reason.frame.map { "frame \($0), " } ?? "")
      + (reason.cause.map { "\($0.rule.rawValue): " } ?? "\(reason.what); ") + reason.by
  }
}

extension LoggedSession {
  init(_ session: SessionRecord, predicted: [DeviceMessage]) {
    self.init(
      number: session.id, clients: [session.client] + (session.realClient.map { [$0] } ?? []),
      servers: [session.server] + (session.realServer.map { [$0] } ?? []),
      start: session.first.time, end: session.last.time,
      transactions: session.messages.prefix(Self.mostTransactions).map {
        Transaction(
          sender: $0.sender, firstRecipient: $0.firstRecipient, messageID: $0.messageID)
      }, predicted: predicted)
  }
}
