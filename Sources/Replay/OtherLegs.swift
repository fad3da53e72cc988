import ESMTPInspection
import Primitives
import Reports

/// Finds sessions that are the other leg of an earlier one: a firewall forwarded it, and the capture has
/// both of its sides.
///
/// Two legs overlap in time, have streams of the same lengths, and the server's replies to everything but
/// the connection are the same, first line by first line. An address differs; what is the same is the
/// client's socket, which no client has twice at a time, or the message.
///
/// Legs with the same sockets are told apart by the reassembler, where sequence numbers differ.
///
/// *Limits*: of the sessions that have ended the last `limit` are remembered. A firewall that changes
/// neither sockets nor sequence numbers has two copies of one connection.
struct OtherLegs: Sendable {
  private var recent: [Key: Leg] = [:]
  /// The keys of `recent`, the oldest at `next` once they are `limit`.
  private var order: [Key] = []
  private var next = 0

  private static let limit = 4096
  /// How far the starts of two legs may be apart, in nanoseconds.
  private static let window: Int64 = 100_000_000

  private struct Key: Hashable, Sendable {
    var client: UInt64
    var server: UInt64
    var replies: UInt64
  }

  private struct Leg: Sendable {
    var id: Int
    var client: Socket
    var server: Socket
    var start: Int64
    var end: Int64
    /// The identifier and the bytes of the first message that has one.
    var message: (identifier: String, bytes: UInt64)?
  }

  /// The number of the session of which a record is the other leg; nil where it is none.
  mutating func earlierLeg(of record: SessionRecord) -> Int? {
    // Two replies besides the greeting are the least that says something.
    guard record.replies.count > 1 else { return nil }
    let key = Key(
      client: record.clientStream.bytes + record.clientStream.missing,
      server: record.serverStream.bytes + record.serverStream.missing, replies: record.replies.value
    )
    var leg = Leg(
      id: record.id, client: record.client, server: record.server, start: record.first.time,
      end: record.last.time)
    if let place = record.messages.firstIndex(where: { $0.messageID != nil }) {
      leg.message = record.messages[place].messageID.map { ($0, record.messages[place].bytes) }
    }
    if let earlier = recent[key], isOther(leg, of: earlier) { return earlier.id }
    if recent.updateValue(leg, forKey: key) == nil {
      if order.count < Self.limit {
        order.append(key)
      } else {
        recent[order[next]] = nil
        order[next] = key
        next = (next + 1) % Self.limit
      }
    }
    return nil
  }

  private func isOther(_ leg: Leg, of earlier: Leg) -> Bool {
    guard
      leg.client.address != earlier.client.address || leg.server.address != earlier.server.address
    else { return false }
    let isSame =
      leg.client == earlier.client
      || leg.message != nil && leg.message?.identifier == earlier.message?.identifier
        && leg.message?.bytes == earlier.message?.bytes
    let apart = (leg.start &- earlier.start).magnitude
    return isSame && apart <= UInt64(Self.window) && leg.start <= earlier.end
      && earlier.start <= leg.end
  }
}
