/// The side that sent a byte: the SMTP client (RFC 5321 section 2.3.1) opened the connection.
public enum Sender: UInt8, Sendable, Hashable, CaseIterable {
  case client, server

  /// The other side.
  public var peer: Sender { self == .client ? .server : .client }
}

extension Sender: CustomStringConvertible {
  /// `client` or `server`, as reports print it.
  public var description: String { self == .client ? "client" : "server" }
}
