import ESMTPInspection
import Primitives

/// The messages that the device would write (evidence section 4), a line each.
///
/// A line is `Mon dd yyyy hh:mm:ss: ` in UTC, as `logging timestamp` prints it, and the message.
/// Sessions come in the order in which they end; within one the messages stand in the order of its
/// events, between 302013 (built) and 302014 (teardown). Events behind the divergence point count
/// only where the run assumes them.
///
/// Limits: a session that the recording opens in the middle has no 302013, one that it leaves open,
/// or whose sockets are used again while it is kept, no 302014. Of sessions that no class inspects the
/// messages of connection limits alone are written. Of a connection whose time was up 106015 comes
/// once, for the first late packet, where a device repeats it for each. Where a session has more
/// events than a record holds, a line without a message number says how many.
public struct SyslogReport: Sendable {
  private var output: [UInt8] = []
  private var assumesAll = false

  /// An empty report.
  public init() {}

  /// Hands out what was written since the last call.
  public mutating func takeOutput() -> [UInt8] {
    defer { output.removeAll(keepingCapacity: true) }
    return output
  }

  /// The first record: what counts.
  public mutating func run(_ record: RunRecord) {
    assumesAll = record.afterDivergence == "assume"
  }

  /// A session.
  public mutating func session(_ record: SessionRecord) {
    guard record.isCounted else { return }
    let events = record.events.filter { $0.isObserved || assumesAll }.map(\.event)
    guard let device = record.device else {
      // Connection limits are a feature of their own.
      for event in events where event.rule.isConnectionLimit { put(event) }
      return
    }
    let isRefused = events.contains { $0.rule.refusesConnection && $0.action >= .drop }
    // What TCP Intercept answers is built when the client's ACK has come, and not before.
    let intercepts = events.filter { $0.rule.answersHandshake }
    for event in intercepts { put(event) }
    let isBuilt = !isRefused && (intercepts.isEmpty || device.isEstablished)
    if device.hasOpening, isBuilt {
      put(ConnectionMessages.built(record, device), at: record.first.time)
    }
    let teardown = isBuilt ? ConnectionMessages.teardown(record, device) : nil
    for event in events where !event.rule.answersHandshake {
      if event.rule == .connectionTimeout, let teardown { put(teardown.line, at: teardown.time) }
      put(event)
    }
    putOmitted(record)
    guard !events.contains(where: { $0.action >= .drop }), let teardown else { return }
    put(teardown.line, at: teardown.time)
  }

  private mutating func put(_ event: Event) {
    for line in event.log { put(line, at: event.moment.time) }
  }

  private mutating func putOmitted(_ record: SessionRecord) {
    let omitted = record.omitted.filter { $0.rule.ruleClass == .verdict }
    guard !omitted.isEmpty else { return }
    let counts = omitted.map { "\($0.rule.rawValue) \($0.count)" }.joined(separator: ", ")
    put(
      "connection \(record.id): the messages of more events are not listed: \(counts)",
      at: record.last.time)
  }

  private mutating func put(_ message: String, at time: Int64) {
    output.append(contentsOf: Timestamp(nanoseconds: time).syslog.utf8)
    output.append(contentsOf: ": ".utf8)
    output.append(contentsOf: Escape.text(message).utf8)
    output.append(10)
  }
}

extension Rule {
  /// Whether it is about what the device does with a SYN.
  fileprivate var isConnectionLimit: Bool {
    switch self {
    case .connectionMaximum, .embryonicMaximum, .perClientMaximum, .perClientEmbryonicMaximum: true
    default: false
    }
  }

  /// Whether it is about a handshake that the device answers itself.
  fileprivate var answersHandshake: Bool {
    self == .embryonicMaximum || self == .perClientEmbryonicMaximum
  }

  /// Whether its drop keeps the connection from being built.
  fileprivate var refusesConnection: Bool {
    self == .connectionMaximum || self == .perClientMaximum
  }
}

extension Timestamp {
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  /// `Aug 14 2014 11:04:31`, as the device's time stamps.
  var syslog: String {
    "\(Timestamp.months[date.month - 1]) \(twoDigits(date.day)) \(date.year) "
      + "\(twoDigits(second / 3600)):\(twoDigits(second / 60 % 60)):\(twoDigits(second % 60))"
  }
}
