public import Primitives

/// A packet of a connection that the device keeps no longer.
public struct LatePacket: Sendable {
  /// Who sent it.
  public var sender: Sender
  /// Its control bits, as `PSH ACK`.
  public var flags: String
  /// How long nothing came before it, in nanoseconds.
  public var silence: Int64
  /// How long the device waits in that state, in nanoseconds.
  public var patience: Int64
  /// Whether the device sent both ends an RST when the time was up.
  public var wasReset: Bool

  /// A packet behind a pause.
  public init(
    sender: Sender, flags: String, silence: Int64, patience: Int64, wasReset: Bool = false
  ) {
    self.sender = sender
    self.flags = flags
    self.silence = silence
    self.patience = patience
    self.wasReset = wasReset
  }
}

extension Session {
  /// Ends the session at a packet that came after its time was up: it and all later ones are denied,
  /// whether anything inspects it or not.
  public mutating func expire(
    _ packet: LatePacket, at moment: Moment, into findings: inout Findings
  ) {
    guard isJudging(.connectionTimeout) else { return }
    flushPending(into: &findings)
    let facility = policy.logStyle.facility
    let from = endpoints.socket(of: packet.sender)
    let to = endpoints.socket(of: packet.sender.peer)
    emit(
      Event(
        rule: .connectionTimeout, moment: moment, sender: packet.sender,
        offset: packet.sender == .client ? received.client : received.server, length: 0,
        action: .drop,
        log: [
          "%\(facility)-6-106015: Deny TCP (no connection) from \(from.address)/\(from.port) to "
            + "\(to.address)/\(to.port) flags \(packet.flags) on interface "
            + endpoints.interface(of: packet.sender)
        ],
        note:
          "nothing came for \(clock(packet.silence)); the device waits \(clock(packet.patience))"
          + (packet.wasReset ? " and then sends both ends an RST" : "")
      ), into: &findings)
    end(
      .drop, by: .connectionTimeout, at: moment, "the device has forgotten the connection here")
    // Of a session that nothing inspects the packets are looked at all the same.
    hasJudged = true
  }

  private func clock(_ nanoseconds: Int64) -> String {
    hoursMinutesSeconds(max(0, nanoseconds / 1_000_000_000))
  }
}
