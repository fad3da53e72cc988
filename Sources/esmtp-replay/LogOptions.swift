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
    let device = asaLog.map { path in
      var log = LogBook.DeviceLog(path: inputName(path))
      var first: String?
      readLines(path) { line in
        first = first ?? line
        log.take(line)
      }
      if log.recognized == 0 {
        Self.refuse(
          path, first, "is a message of a PIX or ASA, as '%ASA-6-302013: …'",
          "name the log of the device, or name this one behind --mail-log")
      }
      return log
    }
    var book = LogBook(device: device, mail: mailLog.map { Self.mail($0, asked) })
    book.layout = layout
    return book
  }

  private static func mail(_ path: String, _ asked: String?) -> LogBook.MailLog {
    var reader = MailLogReader(asking: asked.map { AskedLine($0) })
    var number = 0
    var first: String?
    readLines(path) { line in
      number += 1
      first = first ?? line
      reader.take(line, line: number)
    }
    let log = reader.finish()
    if log.understood == 0 {
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
