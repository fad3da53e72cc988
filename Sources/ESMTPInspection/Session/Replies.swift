import Primitives

/// What a client's line waits for.
struct AwaitedReply: Sendable {
  /// What was asked.
  var request: Request
  /// Whether the inspection changed the verb, so that the recorded reply answers another command.
  var isRewritten: Bool
  /// What changed the verb or the address; nil where the server gets the command as it was. Apart, as most
  /// commands have none, and each waits in a queue.
  private let spoiler: Spoiler?
  /// The frame of such a command.
  let frame: Int
  /// Where the client's segment starts that has its end.
  let segment: UInt64
  /// Whether the line may hold SASL data, which the reply may repeat.
  var mayHoldSecret = false
  /// Whether the line was crossed out before it was captured.
  var isCrossedOut = false

  private final class Spoiler: Sendable {
    let cause: Cause
    init(_ cause: Cause) { self.cause = cause }
  }

  init(
    request: Request, isRewritten: Bool, spoiledBy: Cause? = nil, frame: Int = 0,
    segment: UInt64 = 0
  ) {
    self.request = request
    self.isRewritten = isRewritten
    spoiler = spoiledBy.map { Spoiler($0) }
    self.frame = frame
    self.segment = segment
  }

  /// What changed the verb or the address; nil where the server gets the command as it was.
  var spoiledBy: Cause? { spoiler?.cause }

  /// Whether something changed the verb or the address.
  var isSpoiled: Bool { spoiler != nil }

  /// Whether the server cannot read the command, by what the inspection does to it here or did before.
  var isUnreadable: Bool { isSpoiled || isCrossedOut }

  /// Whether no report shows the words of the reply.
  var isWithheld: Bool { mayHoldSecret || request == .authentication }

  /// Whether a reply opens the content or asks for SASL data, as no other command is answered.
  func isOpened(by code: Int) -> Bool {
    switch (code, request) {
    case (354, .data), (334, .authentication): true
    // A command that the inspection does not know may be one for authentication.
    case (334, .other): isRewritten
    default: false
    }
  }

  /// What was asked, as the reply's effect depends on it.
  enum Request: Sendable, Equatable {
    case ehlo, helo, mail, data, authentication, startTLS, other
    /// The place of its message among `Session.messages`, and beyond them, and the span of commands in
    /// which recipients are counted.
    case recipient(message: Int, span: UInt32)
    /// The place of the message among `Session.messages`; nil where it was not kept.
    case endOfMailData(message: Int?)
    case chunk(isLast: Bool)
    /// A line of so many X, which an inspection before the capture has made of a command.
    case crossedOut(length: Int)
  }
}

/// The commands that wait for their replies, in order (RFC 2920 section 3.1).
///
/// *Limits*: at most 4,096; the oldest is forgotten beyond that.
struct ReplyQueue: Sendable {
  private var entries: [AwaitedReply] = []
  private var head = 0
  /// How many of those that wait are AUTH: it is asked about with each line.
  private var authentications = 0

  static let limit = 4096

  var isEmpty: Bool { head == entries.count }
  var first: AwaitedReply? { isEmpty ? nil : entries[head] }
  var last: AwaitedReply? { isEmpty ? nil : entries[entries.count - 1] }

  /// Whether something waits for which the answer changes the meaning of the client's next bytes.
  var holdsModeChange: Bool {
    entries[head...].contains { entry in
      switch entry.request {
      case .data, .authentication, .startTLS: true
      case .ehlo, .helo, .mail, .recipient, .endOfMailData, .other, .chunk, .crossedOut: false
      }
    }
  }

  /// Whether the client's next line may be SASL data.
  var awaitsAuthentication: Bool { authentications > 0 }

  /// Whether something waits for which the answer may repeat SASL data.
  var mayHoldSecret: Bool { entries[head...].contains { $0.isWithheld } }

  /// Notes that the latest line may hold SASL data.
  mutating func hideLast() {
    if !isEmpty { entries[entries.count - 1].mayHoldSecret = true }
  }

  mutating func append(_ entry: AwaitedReply) {
    if entries.count - head >= ReplyQueue.limit { forgetFirst() }
    if head > 64, head * 2 > entries.count {
      entries.removeFirst(head)
      head = 0
    }
    if case .authentication = entry.request { authentications += 1 }
    entries.append(entry)
  }

  private mutating func forgetFirst() {
    if case .authentication = entries[head].request { authentications -= 1 }
    head += 1
  }

  /// The reply to the latest chunk is that to the message.
  mutating func settleChunk(message: Int?) {
    let last = entries[head...].lastIndex { $0.request == .chunk(isLast: true) }
    if let last { entries[last].request = .endOfMailData(message: message) }
  }

  mutating func popFirst() -> AwaitedReply? {
    guard let entry = first else { return nil }
    forgetFirst()
    if head == entries.count { removeAll() }
    return entry
  }

  /// Takes the first entry for which a condition holds, and forgets those before it; nil where there is none.
  mutating func popFirst(where isMeant: (AwaitedReply) -> Bool) -> AwaitedReply? {
    guard let place = entries[head...].firstIndex(where: isMeant) else { return nil }
    while head < place { forgetFirst() }
    return popFirst()
  }

  mutating func removeAll() {
    entries.removeAll(keepingCapacity: entries.capacity <= 64)
    head = 0
    authentications = 0
  }
}

/// The lines of one reply within its bytes (RFC 5321 section 4.2.1).
struct ReplyLines {
  /// Each line without its line end.
  var lines: [Range<Int>] = []

  init(_ bytes: Span<UInt8>, in range: Range<Int>) {
    var start = range.lowerBound
    lines.reserveCapacity(16)
    while start < range.upperBound {
      let feed = min(
        firstIndex(of: 10, in: bytes, from: start) ?? range.upperBound, range.upperBound)
      // The CR of a line that the end of the session cuts is no more its text than another's.
      let end = feed > start && bytes[feed - 1] == 13 ? feed - 1 : feed
      lines.append(start..<end)
      start = feed + 1
    }
  }

  /// The length of a code and what stands behind it.
  static let codeLength = 4

  /// What the start of a line tells, where it may be one of a reply or not.
  enum Start { case reply, unfinished, other }

  /// Whether a line starts like one of a reply (RFC 5321 section 4.2); `isWhole` says that its LF is there.
  static func start(_ bytes: Span<UInt8>, _ line: Range<Int>, isWhole: Bool) -> Start {
    if !isWhole, line.count < codeLength {
      let digits = line.prefix(3)
      guard let first = digits.first,
        (UInt8(ascii: "2")...UInt8(ascii: "5")).contains(bytes[first]),
        digits.allSatisfy({ bytes[$0].isDigit })
      else { return .other }
      return .unfinished
    }
    // A reply may have no text.
    let isTextless = line.count == codeLength && bytes[line.upperBound - 1] == 13
    let text = isTextless ? line.dropLast() : line
    return code(bytes, text).map { (200..<600).contains($0) } ?? false ? .reply : .other
  }

  /// The code of a line, or nil where it does not start with three digits.
  static func code(_ bytes: Span<UInt8>, _ line: Range<Int>) -> Int? {
    guard line.count >= 3 else { return nil }
    var value = 0
    for index in line.lowerBound..<line.lowerBound + 3 {
      guard bytes[index].isDigit else { return nil }
      value = value * 10 + Int(bytes[index] - 48)
    }
    if line.count > 3 {
      let separator = bytes[line.lowerBound + 3]
      guard separator == UInt8(ascii: "-") || separator.isBlank else { return nil }
    }
    return value
  }
}
