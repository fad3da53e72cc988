import ArgumentParser
import CaptureFiles
import MailLogs
import Replay
import Reports

/// Logs that are set beside the sessions.
struct LogOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Set the messages of a PIX or ASA beside those that the replay predicts.",
      valueName: "file"), completion: .file())
  var asaLog: String?

  @Option(
    help: ArgumentHelp(
      "Say which session is which connection in the log of a mail server: ESA (mail_logs), Postfix or Exim. May be repeated.",
      valueName: "file"), completion: .file())
  var mailLog: [String] = []

  /// Whether there is a log.
  var isGiven: Bool { asaLog != nil || !mailLog.isEmpty }

  /// The logs; ends with status 2 where one cannot be read.
  func book(layout: TextReport.Options?) -> LogBook {
    let device = asaLog.map { path in
      var log = LogBook.DeviceLog(path: path)
      readLines(path) { log.take($0) }
      return log
    }
    var book = LogBook(device: device, mail: mailLog.map(Self.mail))
    book.layout = layout
    return book
  }

  private static func mail(_ path: String) -> LogBook.MailLog {
    var reader = MailLogReader()
    var number = 0
    readLines(path) { line in
      number += 1
      reader.take(line, line: number)
    }
    return LogBook.MailLog(path: path, log: reader.finish())
  }
}

/// Hands out the lines of a file; ends with status 2 where it cannot be read.
func readLines(_ path: String, _ take: (String) -> Void) {
  do throws(CaptureError) { try readLines(ofFile: path, take) } catch {
    writeError("\(error)")
    endProcess(2)
  }
}
