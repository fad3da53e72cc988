import Primitives

/// The translated sockets of connections: the message that builds one has them, those that come later
/// name the real ones alone.
public struct DeviceTranslations: Sendable {
  /// The translated socket of each real one that has another, by the real ends.
  private var known: [SocketPair: [Socket: Socket]] = [:]
  /// The most connections that are remembered; they are forgotten together.
  private static let limit = 100_000

  /// What nothing is known of yet.
  public init() {}

  /// Learns from a message that has translated sockets, and gives them to one that has none.
  public mutating func take(_ message: inout DeviceMessage) {
    apply(to: &message)
    var sockets: [Socket: Socket] = [:]
    if let mapped = message.mapped.0, mapped != message.ends.0 { sockets[message.ends.0] = mapped }
    if let mapped = message.mapped.1, mapped != message.ends.1 { sockets[message.ends.1] = mapped }
    guard message.number == 302_013 else { return }
    if known.count >= Self.limit { known = [:] }
    // Where the same sockets are used again, the last connection counts.
    known[message.realSockets] = sockets.isEmpty ? nil : sockets
  }

  /// Gives a message the translated sockets of its connection, where it has none.
  public func apply(to message: inout DeviceMessage) {
    guard message.mapped.0 == nil, message.mapped.1 == nil,
      let sockets = known[message.realSockets]
    else { return }
    message.mapped = (sockets[message.ends.0], sockets[message.ends.1])
  }
}
