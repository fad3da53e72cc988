import ESMTPInspection
import Primitives
import Reports

/// One direction of a session while its lines are gathered.
struct TranscriptStream {
  let sender: Sender
  /// Bytes of which the inspection has not told what they are, in stream order.
  private var waiting: [StreamPiece] = []
  /// The line that the next bytes go on with, and what it is.
  private var open: (place: Int, kind: Passage.Kind)?
  /// What the next line of content is part of.
  private var part = ContentPart.none
  /// Where the lines are counted for which there is no room.
  private var overflow: Int?
  /// Whether bytes of the session are missing, so that replies may be taken for answers to others.
  var isDoubtful = false

  /// Whether the passage at hand was sent behind a DATA that the server refuses.
  private var isBehindRefusedData = false

  /// The header of a message ends where its lines no longer look like one (RFC 5322 section 2.2).
  private enum ContentPart { case none, headerStart, header, body }

  init(sender: Sender) { self.sender = sender }

  /// Adds bytes.
  mutating func append(_ piece: StreamPiece) {
    if !piece.bytes.isEmpty { waiting.append(piece) }
  }

  /// Takes what the inspection says of bytes that wait; what it passed over is not certain.
  mutating func take(_ passage: Passage, into log: inout TranscriptLog) {
    let end = passage.offset + UInt64(passage.length)
    while let first = waiting.first, first.offset < end {
      let isPassedOver = first.offset < passage.offset
      let limit = isPassedOver ? passage.offset : end
      let count = Int(min(UInt64(first.bytes.count), limit - first.offset))
      let piece = waiting[0].take(count)
      if waiting[0].bytes.isEmpty { waiting.removeFirst() }
      isBehindRefusedData = !isPassedOver && passage.isBehindRefusedData
      add(piece, isPassedOver ? .uncertain : passage.kind, into: &log)
    }
    isBehindRefusedData = false
  }

  /// Adds a hole behind all bytes so far.
  mutating func gap(_ line: TranscriptLine, _ arrival: Int, into log: inout TranscriptLog) {
    flush(into: &log)
    if part != .none { part = .body }
    if !log.isFull { _ = log.append(line, arrival: arrival) }
  }

  /// Ends the last line; bytes that still wait are not certain.
  mutating func finish(into log: inout TranscriptLog) { flush(into: &log) }

  private mutating func flush(into log: inout TranscriptLog) {
    while !waiting.isEmpty {
      let piece = waiting.removeFirst()
      add(piece, .uncertain, into: &log)
    }
    close(into: &log)
  }

  // MARK: Lines

  private mutating func add(
    _ piece: StreamPiece, _ kind: Passage.Kind, into log: inout TranscriptLog
  ) {
    if kind != .content {
      if part != .none { close(into: &log) }
      part = .none
    } else if part == .none {
      close(into: &log)
      part = .headerStart
    }
    var rest = piece
    while !rest.bytes.isEmpty {
      guard let feed = rest.bytes.firstIndex(of: 10), isLined(kind) else {
        put(rest, kind, into: &log)
        return
      }
      put(rest.take(feed - rest.bytes.startIndex + 1), kind, into: &log)
      if isLined(kind) { close(into: &log) }
    }
  }

  /// Whether a line of its own stands for each line.
  private func isLined(_ kind: Passage.Kind) -> Bool {
    switch kind {
    case .command, .authentication, .endOfMailData, .reply, .authenticationReply: true
    case .content: part != .body
    case .chunk, .opaque, .uncertain: false
    }
  }

  private mutating func put(
    _ piece: StreamPiece, _ kind: Passage.Kind, into log: inout TranscriptLog
  ) {
    if let open, join(open, kind, into: &log) {
      log.extend(open.place, piece)
      return
    }
    close(into: &log)
    if let overflow {
      log.extend(overflow, piece)
      return
    }
    let isFull = log.isFull
    var line = TranscriptLine(
      sender: sender, kind: isFull ? .omitted : lineKind(kind),
      frames: piece.frame...piece.frame, offset: piece.offset)
    line.isBehindRefusedData = isBehindRefusedData
    let place = log.append(line, arrival: piece.arrival)
    if isFull { overflow = place } else { open = (place, kind) }
    log.extend(place, piece)
  }

  /// Whether bytes go on with the open line. A line that is authentication data in part is so wholly.
  private mutating func join(
    _ open: (place: Int, kind: Passage.Kind), _ kind: Passage.Kind, into log: inout TranscriptLog
  ) -> Bool {
    switch (open.kind, kind) {
    case (.command, .authentication):
      log.hide(open.place, as: .authentication)
      self.open = (open.place, .authentication)
      return true
    case (.authentication, .command), (.authenticationReply, .reply): return true
    case (.reply, .authenticationReply):
      self.open = (open.place, .authenticationReply)
      return true
    case (let old, let new): return old == new
    }
  }

  private func lineKind(_ kind: Passage.Kind) -> TranscriptLine.Kind {
    switch kind {
    case .command, .reply, .authenticationReply, .endOfMailData: .text
    case .authentication: .authentication
    case .content: part == .body ? .body : .text
    case .chunk: .chunk
    case .opaque: .opaque
    case .uncertain: .uncertain
    }
  }

  /// Ends the open line: what may not be shown is dropped.
  private mutating func close(into log: inout TranscriptLog) {
    guard let (place, kind) = open else { return }
    let line = log[place]
    open = nil
    if kind == .content, line.kind == .text { closeHeaderLine(line, place, into: &log) }
    if kind == .command, isDoubtful, !startsWithVerb(line.before) {
      log.hide(place, as: .uncertain)
      return
    }
    guard line.kind == .text, let start = Passage.secretStart(in: line.before, of: kind) else {
      return
    }
    log.withhold(place, from: start)
  }

  private mutating func closeHeaderLine(
    _ line: TranscriptLine, _ place: Int, into log: inout TranscriptLog
  ) {
    let isEmpty = line.before == [13, 10] || line.before == [10]
    if isEmpty {
      part = .body
    } else if isHeaderLine(line.before) {
      part = .header
    } else {
      part = .body
      log.hide(place, as: .body)
      open = (place, .content)
    }
  }

  /// Whether a line starts like a command: a line of a body that is taken for one seldom does.
  private func startsWithVerb(_ line: [UInt8]) -> Bool {
    let word = line.prefix { $0 > 32 }.map(\.uppercase)
    let name = String(decoding: word, as: UTF8.self)
    return Verb(rawValue: name) != nil || ["STARTTLS", "BDAT", "EXPN"].contains(name)
  }

  /// `name:`, or a blank at the start behind such a line (RFC 5322 sections 2.2 and 2.2.3).
  private func isHeaderLine(_ line: [UInt8]) -> Bool {
    guard let first = line.first else { return false }
    if first.isBlank { return part == .header }
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > 0 else { return false }
    return line[..<colon].allSatisfy { $0 > 32 && $0 < 127 }
  }
}
