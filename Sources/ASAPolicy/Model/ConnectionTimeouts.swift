/// How long the device keeps connections, in seconds; 0 is for ever.
public struct ConnectionTimeouts: Sendable, Hashable {
  /// `embryonic`: from the SYN to the handshake's last ACK (evidence 4, `SYN Timeout`).
  public var embryonic = 30
  /// `half-closed`: without a packet behind the first FIN.
  public var halfClosed = 600
  /// `idle`, or `conn` where it is set for the whole device: without a packet.
  public var idle = 3600
  /// Whether both ends get an RST when an idle connection is taken away.
  public var resets = false

  /// These, with what a statement sets in place of them.
  func changed(by settings: TimeoutSettings?) -> ConnectionTimeouts {
    guard let settings else { return self }
    var result = self
    result.embryonic = settings.embryonic ?? embryonic
    result.halfClosed = settings.halfClosed ?? halfClosed
    result.idle = settings.idle ?? idle
    if settings.idle != nil { result.resets = settings.resets }
    return result
  }
}

/// `timeout …` of the device, or `set connection timeout …` of a class: seconds, nil where not set.
struct TimeoutSettings: Sendable, Hashable {
  var embryonic: Int?
  var halfClosed: Int?
  var idle: Int?
  /// `reset`: both ends get an RST when an idle connection is taken away.
  var resets = false

  /// The longest time that a statement takes, in seconds.
  static let longest = 1_193 * 3_600

  var isEmpty: Bool { embryonic == nil && halfClosed == nil && idle == nil }

  /// Sets the time of a keyword; nil takes it away.
  mutating func set(_ keyword: String, _ seconds: Int?) {
    switch keyword {
    case "embryonic": embryonic = seconds
    case "half-closed": halfClosed = seconds
    default:
      idle = seconds
      if seconds == nil { resets = false }
    }
  }
}

/// `tcp-map NAME`: the part that bears on segments out of order.
struct TCPMap: Sendable {
  var origin: Origin
  /// `queue-limit`; 0 leaves it to the device.
  var queueLimit = 0
  /// `timeout` of it, in seconds.
  var queueTime: Int?
}

/// How many segments out of order the device keeps, and for how long (evidence 3.3).
public struct ReorderQueue: Sendable, Hashable {
  /// Segments for each direction of a connection.
  public var segments = 3
  /// Seconds.
  public var seconds = 4
}

/// `service resetinbound`, `resetoutbound` or `resetoutside`.
struct ServiceReset: Sendable {
  enum Kind: String, CaseIterable { case resetinbound, resetoutbound, resetoutside }
  var kind: Kind
  /// nil for every interface.
  var interface: String?
  var origin: Origin

  /// The statement as the running configuration prints it.
  var text: String { "service \(kind.rawValue)" + (interface.map { " interface \($0)" } ?? "") }
}
