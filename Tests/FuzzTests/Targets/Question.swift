import MailLogs
import Replay

/// What `why` is asked, beside logs that may hold it: what it names is there, or an error says why not.
///
/// The input is the question up to the first line feed, then lines of a log, which is taken as that of a
/// mail server and of a device.
func fuzzQuestion(_ bytes: [UInt8]) throws(BrokenPromise) {
  let text = String(decoding: bytes, as: UTF8.self)
  let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { String($0) }
  let question = lines.first ?? ""
  try ask(question, beside: [])
  if lines.count > 1 { try ask(question, beside: Array(lines[1...])) }
}

private func ask(_ text: String, beside lines: [String]) throws(BrokenPromise) {
  var (reader, device) = (
    MailLogReader(asking: AskedLine(text)), LogBook.DeviceLog(path: "device")
  )
  for (index, line) in lines.enumerated() {
    reader.take(line, line: index + 1)
    device.take(line)
  }
  let log = LogBook.MailLog(path: "mail", log: reader.finish())
  let question: LogQuestion
  do throws(LogQuestion.Unanswerable) {
    question = try LogQuestion(text, logs: lines.isEmpty ? [] : [log], device: device)
  } catch {
    try promise(!error.description.isEmpty, "an error without words")
    return
  }
  switch question {
  case .messageID(let id):
    try promise(!id.isEmpty && id.contains("@"), "a Message-ID that is none: \(id)")
    try promise(text.contains(id.prefix(1)), "a Message-ID that nobody asked for: \(id)")
  case .device(let message):
    try promise(DeviceMessage.numbers.contains(message.number), "a message of another number")
  case .conversations(let named):
    try promise(!named.isEmpty && !lines.isEmpty, "no conversation, and no error")
    try promise(Set(named).count == named.count, "a conversation is named twice")
    for place in named {
      try promise(
        place.log == 0 && log.log.conversations.indices.contains(place.place),
        "a conversation that is not there")
    }
  case .line(let conversation):
    try promise(conversation.remote != nil, "nothing that a session could be found by")
  case .refusal(let reply):
    try promise(reply == ReplyText(text), "a reply that is read in two ways")
  }
}
