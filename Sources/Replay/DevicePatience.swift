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
  private enum Phase { case embryonic, established, halfClosed }

  private let times: ConnectionTimes
  private var phase: Phase
  /// The end of its time, where a later packet came all the same.
  private var expired: DeviceTimeout?

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

  /// Whether both streams are open, so that the idle time counts.
  var isEstablished: Bool {
    if case .established = phase { return true }
    return false
  }

  /// Whether the handshake was complete at any time.
  var wasEstablished: Bool {
    if case .embryonic = phase { return false }
    return true
  }

  /// The handshake is complete.
  mutating func establish() { if case .embryonic = phase { phase = .established } }

  /// A side has ended its stream.
  mutating func halfClose() { phase = .halfClosed }

  /// A packet came too late.
  ///
  /// - Parameters:
  ///   - last: the time of the packet before it, in nanoseconds.
  ///   - bytes: what both sides had sent until then.
  mutating func expire(last: Int64, bytes: UInt64) {
    expired = expired ?? timeout(first: last, last: last, end: .max, bytes: bytes)
  }

  /// When the device took the connection down by itself, and its reason.
  ///
  /// - Parameters:
  ///   - first: the time of the connection's first packet, in nanoseconds.
  ///   - last: that of its last one.
  ///   - end: until when the recording was seen to have no more of it.
  ///   - bytes: what both sides have sent.
  /// - Returns: nil where the connection was still kept at `end`.
  func timeout(first: Int64, last: Int64, end: Int64, bytes: UInt64) -> DeviceTimeout? {
    if let expired { return expired }
    let (time, reason): (Int64, DeviceTimeout.Reason) =
      switch phase {
      case .embryonic: (later(first, by: times.embryonic), .synchronize)
      case .established: (later(last, by: times.idle), .idle)
      case .halfClosed: (later(last, by: times.halfClosed), .finish)
      }
    return time < end ? DeviceTimeout(time: time, reason: reason, bytes: bytes) : nil
  }

  /// When the device took a connection down by itself that the recording ended as told.
  func timeout(_ ending: StepBlock.Ending, bytes: UInt64) -> DeviceTimeout? {
    // The latest frame may be one whose time runs back.
    let last = Moment(frame: ending.connection.last.frame, time: ending.connection.lastTime)
    return timeout(
      ending.closing, first: ending.connection.first, last: last, end: ending.followed, bytes: bytes
    )
  }

  /// The same of a connection from its first to its last packet, of which `end` is the end.
  func timeout(
    _ closing: Step.Closing, first: Moment, last: Moment, end: Moment, bytes: UInt64
  ) -> DeviceTimeout? {
    // What FINs or an RST ended was still there, unless a packet before them came too late.
    let isEnded = closing == .fin || closing == .reset
    return timeout(
      first: first.time, last: last.time, end: isEnded ? .min : end.time, bytes: bytes)
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

extension SessionState {
  /// Whether both ends get an RST when the idle time is up (`set connection timeout idle … reset`).
  var isResetWhenIdle: Bool {
    patience.isEstablished && classification?.timeouts.resets ?? false
  }
}
