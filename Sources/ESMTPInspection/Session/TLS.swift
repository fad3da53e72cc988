import Primitives

// TLS on the session: started, smuggled or found.
extension Session {
  /// Whether bytes start like a TLS record (RFC 8446 section 5.1).
  func looksLikeTLS(_ bytes: Span<UInt8>, from start: Int) -> Bool {
    start + 2 < bytes.count && (0x14...0x17).contains(bytes[start]) && bytes[start + 1] == 3
      && bytes[start + 2] <= 4
  }

  /// A record of a handshake that the recording's server agreed to, where its packets are missing.
  func entersTLS(_ bytes: Span<UInt8>, from start: Int) -> Bool {
    silentSide == .server && replies.last?.request == .startTLS && looksLikeTLS(bytes, from: start)
  }

  /// Names a TLS record where a command is due.
  mutating func noteTLSRecord(
    _ bytes: Span<UInt8>, from start: Int, base: UInt64, into findings: inout Findings
  ) {
    guard !packet.isMasked, start + 1 < bytes.count, bytes[start] == 0x16, bytes[start + 1] == 3
    else { return }
    if greetingIsDue { implicitTLSFrame = implicitTLSFrame ?? packet.moment.frame }
    emit(
      Event(
        rule: .tlsRecord, moment: packet.moment, sender: .client, offset: base + UInt64(start),
        length: bytes.count - start,
        note: "the client starts TLS without STARTTLS"), into: &findings)
  }

  /// Names what the client sent behind STARTTLS in the same segment.
  mutating func noteInjection(
    _ bytes: Span<UInt8>, from start: Int, into findings: inout Findings
  ) {
    packet.endsWithStartTLS = false
    emit(
      Event(
        rule: .tlsInjection, moment: packet.moment, sender: .client,
        offset: packet.start + UInt64(start), length: bytes.count - start,
        note: "plain text behind STARTTLS in its segment"), into: &findings)
  }

  /// The server sends a TLS record where a reply is due, so both sides are in TLS.
  mutating func answerInTLS(
    at moment: Moment, offset: UInt64, into findings: inout Findings
  ) {
    switch clientPhase {
    case .opaque, .uncertain:
      // A hole may hide that it was let begin; the client's next record tells for its side.
      blind(.tls, at: moment)
      serverPhase = .opaque
    case .command, .line, .awaitingData, .content, .authentication, .chunk:
      beginOpaque(at: moment, sender: .server, offset: offset, into: &findings)
    }
  }

  /// The recording enters a TLS session that the inspection would not have let begin.
  ///
  /// - Parameters:
  ///   - moment: the packet.
  ///   - sender: whose bytes tell.
  ///   - offset: the stream offset of these.
  ///   - spoiledBy: what was done to the STARTTLS before it; nil where that is not known.
  ///   - findings: what arises is added here.
  mutating func beginOpaque(
    at moment: Moment, sender: Sender, offset: UInt64, spoiledBy: Cause? = nil,
    into findings: inout Findings
  ) {
    emit(
      Event(
        rule: .tlsUnmodelled, moment: moment, sender: sender, offset: offset, length: 0,
        confidence: .inferred,
        note: "the recording goes on in TLS, which the inspection would not have let begin"),
      into: &findings)
    blind(.tls, at: moment)
    noteEncryption(isForeseen: false, spoiledBy: spoiledBy, at: moment)
    held.removeAll()
    clientPhase = .opaque
    serverPhase = .opaque
  }
}
