/// A mail transaction of the recorded dialogue (RFC 5321 section 3.3).
public struct Message: Sendable, Equatable {
  /// The reverse path without its brackets, of more than 256 bytes the first and how many follow; nil
  /// where MAIL was not seen.
  public var sender: String?
  /// RCPT commands that the server accepted, or all where no reply was seen.
  public var recipients: Int
  /// The first recipient, without brackets.
  public var firstRecipient: String?
  /// The Message-ID field's value.
  public var messageID: String?
  /// Bytes of content, transparency removed, without the final dot line (RFC 5321 section 4.5.2).
  public var bytes: UInt64
  /// The code of the reply to the content, where one came.
  public var reply: String?

  /// A transaction.
  public init(
    sender: String? = nil, recipients: Int = 0, firstRecipient: String? = nil,
    messageID: String? = nil, bytes: UInt64 = 0, reply: String? = nil
  ) {
    self.sender = sender
    self.recipients = recipients
    self.firstRecipient = firstRecipient
    self.messageID = messageID
    self.bytes = bytes
    self.reply = reply
  }
}

/// The first event after which the recording cannot be what would have happened.
public struct Divergence: Sendable, Equatable {
  /// The frame of the event.
  public var frame: Int
  /// Why, in a sentence without a full stop.
  public var why: String

  /// A divergence at a frame.
  public init(frame: Int, why: String) {
    self.frame = frame
    self.why = why
  }
}
