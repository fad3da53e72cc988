public import Primitives

/// How a session ended in the recording.
public enum SessionClosing: String, Sendable, CaseIterable {
  /// Both sides ended their streams.
  case fin
  /// An RST of the client.
  case resetByClient = "reset-by-client"
  /// An RST of the server.
  case resetByServer = "reset-by-server"
  /// Nothing came for too long.
  case timeout
  /// A fresh SYN on the same pair of sockets.
  case reused
  /// Open when the recording ended.
  case endOfCapture = "end-of-capture"
}

/// What the device's own messages about a connection say, beside what events bring.
public struct DeviceRecord: Sendable {
  /// `ASA` or `PIX`, as messages name the platform.
  public var platform: String
  /// The interface on the client's side.
  public var clientInterface: String
  /// The interface on the server's side.
  public var serverInterface: String
  /// The client's socket before translation.
  public var realClient: Socket
  /// The server's socket before translation.
  public var realServer: Socket
  /// Whether the connection goes from a higher security-level to a lower one.
  public var isOutbound: Bool
  /// Whether the recording has the packet that opens the connection.
  public var hasOpening: Bool
  /// Whether the handshake was completed.
  public var isEstablished: Bool
  /// When the device ends the connection, in nanoseconds since 1970.
  public var closed: Int64

  /// A connection.
  public init(
    platform: String, clientInterface: String, serverInterface: String, realClient: Socket,
    realServer: Socket, isOutbound: Bool, hasOpening: Bool, isEstablished: Bool, closed: Int64
  ) {
    self.platform = platform
    self.clientInterface = clientInterface
    self.serverInterface = serverInterface
    self.realClient = realClient
    self.realServer = realServer
    self.isOutbound = isOutbound
    self.hasOpening = hasOpening
    self.isEstablished = isEstablished
    self.closed = closed
  }
}
