public import Primitives

/// The two ends of a session, as log lines name them.
public struct Endpoints: Sendable {
  /// The client's socket.
  public var client: Socket
  /// The server's socket.
  public var server: Socket
  /// The interface on the client's side, as `outside`.
  public var clientInterface: String
  /// The interface on the server's side, as `inside`.
  public var serverInterface: String
  /// Whether the session goes from a higher security-level to a lower one.
  public var isOutbound: Bool
  /// The client's socket before translation, which the inspection's messages name (transcript G01).
  public var realClient: Socket
  /// The server's socket before translation.
  public var realServer: Socket

  /// Two ends; interfaces are named `outside` and `inside` where nothing better is known.
  public init(
    client: Socket, server: Socket, clientInterface: String = "outside",
    serverInterface: String = "inside", isOutbound: Bool = false, realClient: Socket? = nil,
    realServer: Socket? = nil
  ) {
    self.client = client
    self.server = server
    self.clientInterface = clientInterface
    self.serverInterface = serverInterface
    self.isOutbound = isOutbound
    self.realClient = realClient ?? client
    self.realServer = realServer ?? server
  }

  /// `INTERFACE:ADDRESS/PORT` of one side, before translation.
  func name(of sender: Sender) -> String {
    let socket = sender == .client ? realClient : realServer
    return "\(interface(of: sender)):\(socket.address)/\(socket.port)"
  }

  /// The socket of one side, as captured.
  func socket(of sender: Sender) -> Socket { sender == .client ? client : server }

  /// The interface on one side.
  func interface(of sender: Sender) -> String {
    sender == .client ? clientInterface : serverInterface
  }
}
