import ESMTPInspection
import Primitives
import Replay
import Reports

/// A selection of sessions, as `--where` takes it: blanks around it change nothing, and said twice it
/// selects the same.
func fuzzSelection(_ bytes: [UInt8]) throws(BrokenPromise) {
  let text = String(decoding: bytes, as: UTF8.self)
  guard let selection = try read(text) else { return }
  guard let spaced = try read("  \(text) "), let twice = try read("\(text) \(text)") else {
    throw BrokenPromise("with blanks it is none")
  }
  try promise(spaced == selection, "with blanks it is another")
  try promise(SessionSelection([selection, selection]) == twice, "twice it is another")
  for session in sessions {
    let isMeant = selection.matches(session)
    try promise(isMeant == twice.matches(session), "twice it selects others")
  }
}

/// A selection, or nil where an error says where it is none.
private func read(_ text: String) throws(BrokenPromise) -> SessionSelection? {
  do throws(SelectionError) { return try SessionSelection(text) } catch {
    try promise((0...text.count).contains(error.column), "an error at \(error.column)")
    try promise(!error.reason.isEmpty && error.text == text, "an error without words")
    return nil
  }
}

/// Sessions of either family, with extreme times and with mail.
private let sessions: [SessionRecord] = {
  let ends: [(IPAddress, IPAddress)] = [
    (IPAddress(v4: 0xC000_0207), IPAddress(v4: 0xC633_6419)),
    (IPAddress("2001:db8::7"), IPAddress("2001:db8::25")),
  ].compactMap { client, server in client.flatMap { client in server.map { (client, $0) } } }
  return zip(
    ends, [(Int64.min, Int64.max), (1_400_000_000_000_000_000, 1_400_000_060_000_000_000)]
  )
  .map { ends, times in
    SessionRecord(
      id: 1, communityID: "", client: Socket(address: ends.0, port: 40112),
      server: Socket(address: ends.1, port: 25), rolesAreKnown: true,
      first: Moment(frame: 1, time: times.0), last: Moment(frame: 9, time: times.1),
      verdict: .masked, coverage: .full, className: nil, mapName: nil,
      clientStream: StreamRecord(), serverStream: StreamRecord(),
      messages: [
        Message(
          sender: "alice@example.com", recipients: 1, firstRecipient: "bob@example.com",
          messageID: "<a*b@example.com>", bytes: 1, reply: "250 ok")
      ])
  }
}()
