import ASAPolicy
import ESMTPInspection
import Packets
import Reports

/// How far a connection has come, and how long the device keeps it there (evidence 4, 302014).
///
/// Limits: a half-open connection that goes on after its time is one that the device opened anew.
struct DevicePatience: Sendable {
  private enum Phase { case embryonic, established, halfClosed }

  private let times: ConnectionTimes
  private var phase: Phase
  /// When its time was up before a later packet came, in nanoseconds.
  private var expired: Int64?

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

  /// A packet came too late, behind this one.
  mutating func expire(last: Int64) { expired = sum(last, limit) }

  /// When the device took the connection down by itself, and its reason.
  ///
  /// - Parameters:
  ///   - first: the time of the connection's first packet, in nanoseconds.
  ///   - last: that of its last one.
  ///   - end: until when the recording was seen to have no more of it.
  /// - Returns: nil where the connection was still kept at `end`.
  func timeout(first: Int64, last: Int64, end: Int64) -> DeviceTimeout? {
    let (time, reason): (Int64, DeviceTimeout.Reason) =
      switch phase {
      case .embryonic: (sum(first, times.embryonic), .synchronize)
      case .established: (expired ?? sum(last, times.idle), .idle)
      case .halfClosed: (expired ?? sum(last, times.halfClosed), .finish)
      }
    return expired != nil || time < end ? DeviceTimeout(time: time, reason: reason) : nil
  }

  private func sum(_ time: Int64, _ duration: Int64) -> Int64 {
    let (sum, overflow) = time.addingReportingOverflow(duration)
    return overflow ? .max : sum
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
