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

  /// Two ends; interfaces are named `outside` and `inside` where nothing better is known.
  public init(
    client: Socket, server: Socket, clientInterface: String = "outside",
    serverInterface: String = "inside", isOutbound: Bool = false
  ) {
    self.client = client
    self.server = server
    self.clientInterface = clientInterface
    self.serverInterface = serverInterface
    self.isOutbound = isOutbound
  }

  /// `INTERFACE:ADDRESS/PORT` of one side.
  func name(of sender: Sender) -> String {
    let socket = socket(of: sender)
    return "\(interface(of: sender)):\(socket.address)/\(socket.port)"
  }

  /// The socket of one side.
  func socket(of sender: Sender) -> Socket { sender == .client ? client : server }

  /// The interface on one side.
  func interface(of sender: Sender) -> String {
    sender == .client ? clientInterface : serverInterface
  }
}
