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
  /// When and why the device takes the connection down by itself; nil where it does not.
  public var timeout: DeviceTimeout?

  /// A connection.
  public init(
    platform: String, clientInterface: String, serverInterface: String, realClient: Socket,
    realServer: Socket, isOutbound: Bool, hasOpening: Bool, isEstablished: Bool = true,
    timeout: DeviceTimeout? = nil
  ) {
    self.platform = platform
    self.clientInterface = clientInterface
    self.serverInterface = serverInterface
    self.realClient = realClient
    self.realServer = realServer
    self.isOutbound = isOutbound
    self.hasOpening = hasOpening
    self.isEstablished = isEstablished
    self.timeout = timeout
  }
}

/// The end of a connection for which nothing came in time.
public struct DeviceTimeout: Sendable, Equatable {
  /// What the device waited for, in the words of its 302014 (evidence 4).
  public enum Reason: String, Sendable, CaseIterable {
    /// The handshake's last ACK.
    case synchronize = "SYN Timeout"
    /// The end of the other stream, behind a FIN.
    case finish = "FIN Timeout"
    /// Any packet.
    case idle = "Conn-timeout"
  }

  /// When its time was up, in nanoseconds since 1970.
  public var time: Int64
  /// What the device waited for.
  public var reason: Reason
  /// What both sides had sent until then.
  public var bytes: UInt64

  /// An end at a time.
  public init(time: Int64, reason: Reason, bytes: UInt64) {
    self.time = time
    self.reason = reason
    self.bytes = bytes
  }
}
