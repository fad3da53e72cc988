import ESMTPInspection
import Primitives
import Reports

/// Gathers the lines of one session: its bytes, what the inspection says they are, and its edits.
///
/// Bytes wait until the inspection has told what they are. Authentication data, bodies, TLS and what is
/// not certain are counted and dropped, so that no report can show them. What is kept is bounded.
struct TranscriptCollector {
  private var client = TranscriptStream(sender: .client)
  private var server = TranscriptStream(sender: .server)
  private var log: TranscriptLog
  /// The number of the step at hand: lines stand in the order in which their first bytes came.
  private var arrival = 0

  init(_ limits: TranscriptLimits) { log = TranscriptLog(limits) }

  /// Adds bytes of a stream, of which nothing is known yet.
  mutating func append(
    _ sender: Sender, _ bytes: Span<UInt8>, at offset: UInt64, frame: Int
  ) {
    arrival += 1
    var copy: [UInt8] = []
    copy.append(bytes, in: 0..<bytes.count)
    let piece = StreamPiece(offset: offset, bytes: copy[...], frame: frame, arrival: arrival)
    change(sender) { stream, _ in stream.append(piece) }
  }

  /// Adds bytes that the capture does not have.
  mutating func gap(
    _ sender: Sender, at offset: UInt64, length: UInt64, isSnapped: Bool, frame: Int
  ) {
    arrival += 1
    let line = TranscriptLine(
      sender: sender, kind: isSnapped ? .snapped : .missing, frames: frame...frame, offset: offset,
      length: Int(clamping: length))
    let arrival = arrival
    change(sender) { stream, log in stream.gap(line, arrival, into: &log) }
    client.isDoubtful = true
    server.isDoubtful = true
  }

  /// Takes what the inspection says of the bytes so far.
  mutating func take(_ passages: [Passage], _ edits: [Edit]) {
    for passage in passages {
      change(passage.sender) { stream, log in stream.take(passage, into: &log) }
    }
    for edit in edits { log.apply(edit) }
  }

  /// The lines of the ended session.
  mutating func finish(_ forwarded: (client: UInt64, server: UInt64)) -> [TranscriptLine] {
    change(.client) { stream, log in stream.finish(into: &log) }
    change(.server) { stream, log in stream.finish(into: &log) }
    return log.lines(forwarded)
  }

  private mutating func change(
    _ sender: Sender, _ body: (inout TranscriptStream, inout TranscriptLog) -> Void
  ) {
    switch sender {
    case .client: body(&client, &log)
    case .server: body(&server, &log)
    }
  }
}

/// What is kept of the lines of a session.
struct TranscriptLimits: Sendable {
  /// The bytes of all lines.
  var bytes = 4 << 20
  /// The lines.
  var lines = 1 << 16
}

/// Bytes of one segment, or the part of them that waits.
struct StreamPiece {
  var offset: UInt64
  var bytes: ArraySlice<UInt8>
  var frame: Int
  var arrival: Int

  /// Takes bytes off the front.
  mutating func take(_ count: Int) -> StreamPiece {
    var first = self
    first.bytes = bytes.prefix(count)
    bytes = bytes.dropFirst(count)
    offset += UInt64(count)
    return first
  }
}
