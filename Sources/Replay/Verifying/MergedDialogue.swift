import ESMTPInspection
import Primitives

/// The unedited bytes of a session in the order in which the firewall got them: the client's from its own
/// side, the server's from its own.
///
/// Which came first is told by what each side had seen: a segment that the client sent after it saw bytes
/// of the server got to the firewall behind these, and the other way round. Where neither had seen the
/// other, clocks tell.
struct MergedDialogue: Sendable {
  private(set) var pieces: [LegPiece] = []
  /// The bytes of each side as it sent them.
  let client: LegStream
  let server: LegStream

  /// Up to where each side's bytes came before the first hole of either: behind it nobody can tell what the
  /// firewall knew.
  private var certain: (client: Int, server: Int)?

  /// Whether bytes are missing of what either side sent.
  var hasHole: Bool { certain != nil }

  /// The stream offset up to which predictions are certain.
  func certainEnd(of sender: Sender) -> Int {
    guard let certain else { return .max }
    return sender == .client ? certain.client : certain.server
  }

  /// The side that is silent in the captures, where one is.
  var silentSide: Sender? {
    if client.bytes.isEmpty { return .client }
    return server.bytes.isEmpty ? .server : nil
  }

  /// Merges two legs.
  ///
  /// - Parameters:
  ///   - clientLeg: the pieces on the client's side.
  ///   - serverLeg: those on the server's.
  ///   - lead: how far the server side's clock is ahead, in nanoseconds.
  init(clientLeg: [LegPiece], serverLeg: [LegPiece], lead: Int64) {
    certain = nil
    client = LegStream(clientLeg, .client)
    server = LegStream(serverLeg, .server)
    let clients = Self.sent(by: .client, in: clientLeg)
    let servers = Self.sent(by: .server, in: serverLeg)
    var (left, right) = (0, 0)
    var got: (client: UInt64, server: UInt64) = (0, 0)
    while left < clients.count || right < servers.count {
      let takesClient: Bool
      if left == clients.count {
        takesClient = false
      } else if right == servers.count {
        takesClient = true
      } else {
        let isDue = clients[left].seen <= got.server
        let otherIsDue = servers[right].seen <= got.client
        takesClient =
          isDue == otherIsDue
          ? clients[left].piece.moment.time <= servers[right].piece.moment.time &- lead
          : isDue
      }
      if certain == nil, (takesClient ? clients[left] : servers[right]).piece.missing > 0 {
        certain = (Int(clamping: got.client), Int(clamping: got.server))
      }
      if takesClient {
        pieces.append(clients[left].piece)
        got.client = max(got.client, clients[left].piece.end)
        left += 1
      } else {
        var piece = servers[right].piece
        piece.moment.time = piece.moment.time &- lead
        pieces.append(piece)
        got.server = max(got.server, piece.end)
        right += 1
      }
    }
  }

  /// The pieces of one sender, each with the offset up to which its leg had the other side's bytes.
  private static func sent(
    by sender: Sender, in leg: [LegPiece]
  ) -> [(piece: LegPiece, seen: UInt64)] {
    var seen: UInt64 = 0
    var result: [(piece: LegPiece, seen: UInt64)] = []
    for piece in leg {
      if piece.sender == sender { result.append((piece, seen)) } else { seen = piece.end }
    }
    return result
  }
}
