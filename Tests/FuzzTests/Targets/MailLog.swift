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
    try promise(
      conversation.lines.count <= MailConversation.mostLines, "more lines than are kept")
    var last = 0
    for line in conversation.lines {
      try promise(
        line.number >= max(1, last) && line.number <= lines.count, "a line that is not there")
      last = line.number
    }
    if let line = conversation.fateLine {
      try promise(line >= 1 && line <= lines.count, "a fate without a line")
    }
    try promise((conversation.duration ?? 0) >= 0, "a time below nothing")
  }
}
