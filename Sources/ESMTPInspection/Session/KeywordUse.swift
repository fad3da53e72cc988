import Primitives

// Which keywords that the inspection hid the recording uses.
extension Session {
  /// Notes the hidden keywords that a line uses, before anything is tried on the line.
  ///
  /// - Parameters:
  ///   - command: what it asks for.
  ///   - bytes: the line's bytes.
  ///   - range: the line without its end, as far as it is kept.
  ///   - parameters: the ESMTP parameters of one that has some.
  mutating func noteUse(
    _ command: RecordedCommand, _ bytes: Span<UInt8>, in range: Range<Int>,
    _ parameters: [ESMTPParameter]
  ) {
    guard isJudging, !masked.keywords.isEmpty else { return }
    if isPipelined { use(.pipelining, "PIPELINING") }
    switch command {
    case .startTLS:
      use(.startTLS, "STARTTLS")
    case .binaryData:
      use(.chunking, "CHUNKING")
    case .verb(let verb):
      // Each verb is the first four letters of its line.
      use(PackedWord(bytes, in: range.prefix(4)), verb.rawValue)
      noteParameters(parameters)
    case .other:
      let word = firstWord(bytes, in: range).prefix(PackedWord.limit)
      use(PackedWord(bytes, in: word), asText(word.map { bytes[$0].uppercase }))
    }
  }

  /// Notes the hidden keywords that the first bytes of a line use.
  ///
  /// - Parameter isOpen: whether the line goes on, so that its last word may.
  mutating func noteUseOfHead(isOpen: Bool) {
    guard isJudging, !masked.keywords.isEmpty else { return }
    let head = line.head
    let bytes = head.span
    var end = min(line.length, head.count)
    if isOpen { while end > 0, !bytes[end - 1].isBlank { end -= 1 } }
    guard end > 0 else { return }
    let command = recordedCommand(bytes, in: 0..<end)
    let path = command.takesPath ? MailPath(bytes, in: 0..<end) : nil
    noteUse(
      command, bytes, in: 0..<end,
      path.map { esmtpParameters(bytes, behind: $0, in: 0..<end) } ?? [])
  }

  /// A keyword that the inspection hid is used: the recording diverges at the reply that hid it.
  private mutating func use(_ word: PackedWord, _ text: @autoclosure () -> String) {
    // What was sent before the reply and waited for one to DATA knew nothing of it.
    guard isJudging, packet.moment.frame > masked.frame, masked.contains(word) else { return }
    let keyword = text()
    diverge(
      ordinal: masked.ordinal, frame: masked.frame,
      "the client uses \(keyword), which the reply to EHLO no longer offers")
    noteLostKeyword(word, keyword)
  }

  /// Which masked keywords the parameters of MAIL or RCPT use.
  private mutating func noteParameters(_ parameters: [ESMTPParameter]) {
    for (name, value) in parameters {
      let keyword =
        switch name {
        case "BODY" where value == "8BITMIME" || value == "BINARYMIME": value
        case "RET", "ENVID", "NOTIFY", "ORCPT": "DSN"
        case "BY": "DELIVERBY"
        default: name
        }
      use(PackedWord(keyword), keyword)
    }
  }

  /// Whether a line does not wait for the reply to the one before it (RFC 2920 section 3.1).
  private var isPipelined: Bool { !replies.isEmpty && silentSide == nil }

  /// One event for each group of commands that do not wait for their replies.
  mutating func notePipelining(
    _ bytes: Span<UInt8>, in range: Range<Int>, into findings: inout Findings
  ) {
    guard isPipelined else {
      pipeliningIsSaid = false
      return
    }
    guard !pipeliningIsSaid else { return }
    pipeliningIsSaid = true
    // A masked line was decided where its mask began, whichever segment ends it.
    emit(
      Event(
        rule: .pipelining, moment: pending?.moment ?? packet.moment, sender: .client,
        offset: line.start, length: range.count, before: shown(bytes, in: range)), into: &findings)
  }
}

/// An ESMTP parameter of MAIL or RCPT in upper case (RFC 5321 section 4.1.2).
typealias ESMTPParameter = (name: String, value: String)

/// The ESMTP parameters behind the path of a command; at most its next 1,024 bytes are looked at.
func esmtpParameters(
  _ bytes: Span<UInt8>, behind path: MailPath, in range: Range<Int>
) -> [ESMTPParameter] {
  guard path.range.upperBound < range.upperBound else { return [] }
  var words: [UInt8] = []
  for index in path.range.upperBound..<min(range.upperBound, path.range.upperBound + 1024) {
    words.append(bytes[index].uppercase)
  }
  return words.split(whereSeparator: \.isBlank).map { word in
    let equals = word.firstIndex(of: UInt8(ascii: "=")) ?? word.endIndex
    return (asText(word[..<equals]), asText(word[equals...].dropFirst()))
  }
}
