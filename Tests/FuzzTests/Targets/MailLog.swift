import MailLogs

/// A log of a mail server or of a device: what is told of it lies in it.
func fuzzMailLog(_ bytes: [UInt8]) throws(BrokenPromise) {
  let text = String(decoding: bytes, as: UTF8.self)
  let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
  var reader = MailLogReader()
  for (index, line) in lines.enumerated() {
    reader.take(String(line), line: index + 1)
    guard let message = DeviceMessage(String(line), line: index + 1) else { continue }
    try promise(DeviceMessage.numbers.contains(message.number), "a message of another number")
    try promise(message.line == index + 1, "a message of another line")
    try promise(!message.hasPorts || line.contains(message.text), "words that nobody wrote")
  }
  let log = reader.finish()
  try promise(log.lines == lines.count, "\(log.lines) of \(lines.count) lines")
  try promise(log.understood <= log.lines, "more lines understood than read")
  for conversation in log.conversations {
    let (first, last) = (conversation.firstLine, conversation.lastLine)
    try promise(1 <= first && first <= last && last <= lines.count, "a line that is not there")
    try promise(
      (1...last - first + 1).contains(conversation.lineCount), "more lines than there are")
    try promise(
      conversation.identifiers.count <= MailConversation.mostNames, "more names than are kept")
    if let line = conversation.fateLine {
      try promise(line >= first && line <= last, "a fate without a line")
    }
    try promise((conversation.duration ?? 0) >= 0, "a time below nothing")
  }
}
