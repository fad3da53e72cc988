import ASAPolicy
import ESMTPInspection
import Packets
import Primitives
import Reassembly
import Reports

/// How far a connection has come, and how long the device keeps it there (evidence 4, 302014).
///
/// Limits: a half-open connection that goes on after its time is one that the device opened anew.
struct DevicePatience: Sendable {
  /// The end of a connection's time.
  typealias End = (time: Int64, reason: DeviceTimeout.Reason)

  private enum Phase: UInt8 { case embryonic, established, halfClosed }

  private let times: ConnectionTimes
  private var phase: Phase

  init(_ times: ConnectionTimes, isEstablished: Bool) {
    self.times = times
    phase = isEstablished ? .established : .embryonic
  }

  /// How long a packet may be away before the device forgets the connection, in nanoseconds.
  var limit: Int64 {
    switch phase {
    case .embryonic: .max
    case .established: times.idle
    case .halfClosed: times.halfClosed
    }
  }

  /// The handshake is complete.
  mutating func establish() { if case .embryonic = phase { phase = .established } }

  /// A side has ended its stream.
  mutating func halfClose() { phase = .halfClosed }

  /// When the connection's time is up where no packet comes, and for what the device waits.
  ///
  /// - Parameters:
  ///   - first: the time of the connection's first packet, in nanoseconds.
  ///   - last: that of its last one.
  /// - Returns: the end; `Int64.max` where the device waits for ever.
  func end(first: Int64, last: Int64) -> End {
    switch phase {
    case .embryonic: (later(first, by: times.embryonic), .synchronize)
    case .established: (later(last, by: times.idle), .idle)
    case .halfClosed: (later(last, by: times.halfClosed), .finish)
    }
  }
}

extension StepBlock {
  /// A packet that came after the device forgot the connection.
  struct Late: Sendable {
    var packet: LatePacket
    var moment: Moment
    /// The end of the connection's time before it.
    var end: DevicePatience.End
  }
}

extension DeviceTimeout {
  /// The end of a connection's time, and what both sides had sent until then.
  init(_ end: DevicePatience.End, bytes: UInt64) {
    self.init(time: end.time, reason: end.reason, bytes: bytes)
  }
}

extension ControlBits {
  /// The bits as the device prints them, `PSH ACK`.
  var names: String {
    let all: [(ControlBits, String)] = [
      (.syn, "SYN"), (.fin, "FIN"), (.rst, "RST"), (.psh, "PSH"), (.ack, "ACK"), (.urg, "URG"),
    ]
    return all.filter { contains($0.0) }.map(\.1).joined(separator: " ")
  }
}
