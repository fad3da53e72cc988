/// Two sockets, in either order: both directions of a connection.
public struct SocketPair: Hashable, Sendable {
  private let low: Socket
  private let high: Socket

  /// Two sockets.
  public init(_ one: Socket, _ other: Socket) {
    (low, high) = one < other ? (one, other) : (other, one)
  }
}
