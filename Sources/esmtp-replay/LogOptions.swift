import ASAPolicy
import ArgumentParser
import CaptureFiles
import MailLogs
import Replay
import Reports

/// Logs that are set beside the sessions.
struct LogOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Set the messages of a PIX or ASA beside those that the replay predicts; '-' for standard input.",
      valueName: "file"), completion: .file())
  var asaLog: String?

  @Option(
    help: ArgumentHelp(
      "Say which session is which connection in the log of a mail server: ESA (mail_logs), Postfix or Exim; '-' for standard input. May be repeated.",
      valueName: "file"), completion: .file())
  var mailLog: [String] = []

  /// Whether there is a log.
  var isGiven: Bool { asaLog != nil || !mailLog.isEmpty }

  /// The files of the logs.
  var files: [String] { (asaLog.map { [$0] } ?? []) + mailLog }

  /// The logs; ends with status 2 where one cannot be read.
  ///
  /// - Parameters:
  ///   - layout: how the tables are laid out; nil for none.
  ///   - asked: the line that is asked about.
  /// - Returns: the logs, read to their ends.
  func book(layout: TextReport.Options?, asking asked: String? = nil) -> LogBook {
    do throws(CaptureError) {
      var book = try read(asked, refusesOthers: true)
      book.layout = layout
      return book
    } catch {
      writeError("esmtp-replay: \(error)")
      endProcess(2)
    }
  }

  /// Which files the logs are; nil for one that can be read but once.
  var identities: [FileIdentity?] { files.map(FileIdentity.init(path:)) }

  /// The logs once more, which have grown while traffic came through a pipe; nil where one of them can
  /// be read but once, or is another file by now.
  func bookAgain(_ known: [FileIdentity?]) -> LogBook? {
    guard !known.contains(nil), identities == known else { return nil }
    return try? read(nil, refusesOthers: false)
  }

  /// Reads the logs to their ends.
  ///
  /// - Parameters:
  ///   - asked: the line that is asked about.
  ///   - refusesOthers: whether a file that is no such log ends the process with status 2.
  /// - Returns: the logs, and no sessions.
  /// - Throws: `CaptureError` where one cannot be read.
  private func read(
    _ asked: String?, refusesOthers: Bool
  ) throws(CaptureError) -> LogBook {
    var device: LogBook.DeviceLog?
    if let asaLog { device = try Self.device(asaLog, refusesOthers) }
    var mail: [LogBook.MailLog] = []
    for path in mailLog { mail.append(try Self.mail(path, asked, refusesOthers)) }
    return LogBook(device: device, mail: mail)
  }

  private static func device(
    _ path: String, _ refusesOthers: Bool
  ) throws(CaptureError) -> LogBook.DeviceLog {
    var log = LogBook.DeviceLog(path: inputName(path))
    var first: String?
    try readLines(ofFile: path) { line in
      first = first ?? line
      log.take(line)
    }
    if refusesOthers, log.recognized == 0 {
      refuse(
        path, first, "is a message of a PIX or ASA, as '%ASA-6-302013: …'",
        "name the log of the device, or name this one behind --mail-log")
    }
    return log
  }

  private static func mail(
    _ path: String, _ asked: String?, _ refusesOthers: Bool
  ) throws(CaptureError) -> LogBook.MailLog {
    var reader = MailLogReader(asking: asked.map { AskedLine($0) })
    var number = 0
    var first: String?
    try readLines(ofFile: path) { line in
      number += 1
      first = first ?? line
      reader.take(line, line: number)
    }
    let log = reader.finish()
    if refusesOthers, log.understood == 0 {
      refuse(
        path, first, "is of an ESA's mail_logs, of Postfix or of Exim",
        "name the log of the mail server, or name this one behind --asa-log")
    }
    return LogBook.MailLog(path: inputName(path), log: log)
  }

  /// Ends with status 2, for a file of which no line is one of such a log.
  private static func refuse(
    _ path: String, _ first: String?, _ kind: String, _ remedy: String
  ) -> Never {
    guard let first else {
      writeError("esmtp-replay: \(inputName(path)): the log is empty; \(remedy)")
      endProcess(2)
    }
    let start = first.prefix(60)
    writeError(

      "esmtp-replay: \(inputName(path)): no line \(kind), from line 1 on: '\(start)"
        + "\(start.count < first.count ? "…" : "")'; \(remedy)")
    endProcess(2)
  }
}

/// Hands out the lines of a file; ends with status 2 where it cannot be read.
func readLines(_ path: String, _ take: (String) -> Void) {
  do throws(CaptureError) { try readLines(ofFile: path, take) } catch {
    writeError("esmtp-replay: \(error)")
    endProcess(2)
  }
}
