import Primitives

/// What the client's next byte belongs to.
///
/// The states of the client's direction. RFC 5321 section 4.1.4 knows only `command` and `content`;
/// not knowing (`uncertain`), not being able to read (`opaque`) and not being told yet
/// (`awaitingData`) are states of an inspection.
enum ClientPhase: Sendable, Equatable {
  /// A command line starts.
  case command
  /// Inside a command line.
  case line(OpenLine)
  /// DATA was sent; what follows is held until its reply says what it is.
  case awaitingData
  /// Mail data (RFC 5321 section 4.1.1.4).
  case content
  /// One line of SASL data (RFC 4954 section 4).
  case authentication
  /// `remaining` bytes of a chunk (RFC 3030 section 2); not entered until its first byte comes.
  case chunk(remaining: UInt64, isLast: Bool, isEntered: Bool)
  /// TLS.
  case opaque
  /// The capture does not tell; `isArmed` once a reply has shown that a command is due.
  case uncertain(isArmed: Bool)
}

/// A command line of which the end has not come.
enum OpenLine: Sendable, Equatable {
  /// Its verb is known, or its CR awaits the LF: the bytes are held.
  case held(Verb?)
  /// Its verb is unknown: the bytes go on as they come, masked as far as `mask` says.
  case masked(LineMask)
  /// Longer than the bound: decided as it stood, the rest passes.
  case released
}

/// How far the rest of an unknown command line is masked.
enum LineMask: Sendable, Equatable {
  /// To its end.
  case all
  /// From the first byte that is no blank to the next blank.
  case lead
  /// To the first blank.
  case verb
  /// To its end, with blanks.
  case blank
  /// Nothing more.
  case nothing
}

/// What the server's next byte belongs to.
enum ServerPhase: Sendable, Equatable {
  /// Replies, from a known line start on.
  case replies
  /// A hole or the middle of a capture: a reply is awaited at a segment's start or behind a line end.
  case uncertain
  /// TLS.
  case opaque
}

/// How a session starts.
public enum Opening: Sendable {
  /// With its handshake.
  case handshake
  /// Somewhere in the middle.
  case midstream
}

/// How a session ends.
public enum Closing: Sendable {
  /// Both sides are done, or one reset the connection.
  case closed
  /// The recording ends, the connection did not.
  case endOfCapture
}
