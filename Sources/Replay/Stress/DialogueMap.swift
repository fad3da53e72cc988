import ESMTPInspection
import Primitives

/// Where the parts of a dialogue lie that a cut may matter in.
struct DialogueMap: Sendable {
  /// A part of a stream that its sender means as one.
  struct Part: Sendable {
    var sender: Sender
    var range: Range<UInt64>
  }

  /// What the client sends and the server answers with one reply.
  struct Request: Sendable {
    enum Kind: Sendable { case command, authentication, content }
    var kind: Kind
    var range: Range<UInt64>
    /// The verb in capital letters; empty for others than commands.
    var verb: String
  }

  /// The verbs of the commands.
  private(set) var verbs: [Part] = []
  /// The keywords of EHLO replies.
  private(set) var keywords: [Part] = []
  /// From the CR LF before a final dot to that behind it.
  private(set) var finalDots: [Part] = []
  /// What asks for a reply, in order.
  private(set) var requests: [Request] = []
  /// The replies in order.
  private(set) var replies: [Range<UInt64>] = []
  /// Whether everything both sides sent is a command, content or a reply.
  private(set) var isPlain = true

  /// Reads a dialogue with what the inspection says of its bytes.
  init(_ dialogue: RecordedDialogue, _ passages: [Passage]) {
    var client: [(kind: Passage.Kind, range: Range<UInt64>)] = []
    var server: [Range<UInt64>] = []
    for passage in passages {
      let range = passage.offset..<passage.offset &+ UInt64(passage.length)
      switch passage.kind {
      case .command, .authentication, .content, .endOfMailData:
        if let last = client.last, last.kind == passage.kind,
          last.range.upperBound == range.lowerBound
        {
          client[client.count - 1].range = last.range.lowerBound..<range.upperBound
        } else {
          client.append((passage.kind, range))
        }
      case .reply, .authenticationReply:
        if let last = server.last, last.upperBound == range.lowerBound {
          server[server.count - 1] = last.lowerBound..<range.upperBound
        } else {
          server.append(range)
        }
      case .chunk, .opaque, .uncertain:
        isPlain = false
      }
    }
    let text = DialogueText(dialogue)
    addRequests(client, text)
    for range in server { addReplies(range, text) }
  }

  private mutating func addRequests(
    _ runs: [(kind: Passage.Kind, range: Range<UInt64>)], _ text: DialogueText
  ) {
    var content: UInt64?
    for (kind, range) in runs {
      switch kind {
      case .command, .authentication:
        let isCommand = kind == .command
        for line in text.lines(of: .client, range) {
          let verb = isCommand ? text.verb(line) : ""
          if isCommand, verb.utf8.count > 1 {
            let end = line.lowerBound + UInt64(verb.utf8.count)
            verbs.append(Part(sender: .client, range: line.lowerBound..<end))
          }
          requests.append(
            Request(kind: isCommand ? .command : .authentication, range: line, verb: verb))
        }
      case .content:
        content = range.lowerBound
      case .endOfMailData:
        let start = content ?? range.lowerBound
        requests.append(Request(kind: .content, range: start..<range.upperBound, verb: ""))
        let before = max(start, range.lowerBound &- min(2, range.lowerBound))
        finalDots.append(Part(sender: .client, range: before..<range.upperBound))
        content = nil
      case .chunk, .reply, .authenticationReply, .opaque, .uncertain:
        break
      }
    }
  }

  private mutating func addReplies(_ range: Range<UInt64>, _ text: DialogueText) {
    var start = range.lowerBound
    var lines: [Range<UInt64>] = []
    for line in text.lines(of: .server, range) {
      lines.append(line)
      let head = text.bytes(.server, line.lowerBound..<min(line.upperBound, line.lowerBound + 4))
      if head.count == 4, head[3] == UInt8(ascii: "-") { continue }
      replies.append(start..<line.upperBound)
      let isOK = Array(head.prefix(3)) == Array("250".utf8)
      if isOK, lines.count > 1 {
        keywords += lines.dropFirst().compactMap { line in
          let word = text.keyword(line)
          return word.count > 1 ? Part(sender: .server, range: word) : nil
        }
      }
      start = line.upperBound
      lines = []
    }
    if start < range.upperBound { replies.append(start..<range.upperBound) }
  }
}

/// The bytes of a dialogue by stream offset.
private struct DialogueText {
  private let client: [RecordedDialogue.Turn]
  private let server: [RecordedDialogue.Turn]

  init(_ dialogue: RecordedDialogue) {
    client = dialogue.turns.filter { $0.sender == .client }
    server = dialogue.turns.filter { $0.sender == .server }
  }

  /// The bytes of a range that are there.
  func bytes(_ sender: Sender, _ range: Range<UInt64>) -> [UInt8] {
    var result: [UInt8] = []
    for turn in sender == .client ? client : server {
      let common = turn.range.clamped(to: range)
      if common.isEmpty { continue }
      let start = Int(common.lowerBound - turn.offset)
      result += turn.bytes[start..<start + common.count]
    }
    return result
  }

  /// The lines of a range, each with its end.
  func lines(of sender: Sender, _ range: Range<UInt64>) -> [Range<UInt64>] {
    var result: [Range<UInt64>] = []
    var start = range.lowerBound
    for (index, byte) in bytes(sender, range).enumerated() where byte == 10 {
      let end = range.lowerBound + UInt64(index) + 1
      result.append(start..<end)
      start = end
    }
    if start < range.upperBound { result.append(start..<range.upperBound) }
    return result
  }

  /// The letters at the start of a line, as capitals.
  func verb(_ line: Range<UInt64>) -> String {
    let head = bytes(.client, line.lowerBound..<min(line.upperBound, line.lowerBound + 16))
    let letters = head.prefix { (65...90).contains($0 & 0xDF) }.map { $0 & 0xDF }
    return String(decoding: letters, as: UTF8.self)
  }

  /// The keyword of a line of an EHLO reply.
  func keyword(_ line: Range<UInt64>) -> Range<UInt64> {
    let text = bytes(.server, line).dropFirst(4)
    let count = text.prefix { $0 > 32 }.count
    let start = min(line.lowerBound + 4, line.upperBound)
    return start..<start + UInt64(count)
  }
}
