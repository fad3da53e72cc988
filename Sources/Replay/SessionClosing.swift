import ASAPolicy
import ESMTPInspection
import Primitives
import Reassembly
import Reports

extension SessionClosing {
  /// How reassembly saw a connection end, with the sender of the RST where one did it.
  init(_ closing: Step.Closing, by sender: Sender) {
    switch closing {
    case .fin: self = .fin
    case .reset: self = sender == .client ? .resetByClient : .resetByServer
    case .timeout: self = .timeout
    case .reused: self = .reused
    case .endOfCapture: self = .endOfCapture
    }
  }
}

extension Endpoints {
  /// Both ends of a connection on the interfaces that the configuration gives them.
  init(_ connection: Connection, _ classification: Classification) {
    self.init(
      client: connection.client, server: connection.server,
      clientInterface: classification.ingress ?? "outside",
      serverInterface: classification.egress ?? "inside",
      isOutbound: classification.isOutbound)
  }
}

extension SessionState {
  /// The inspection that takes the session: an index into `LoadedPolicy.inspections`.
  var inspectionIndex: Int? {
    guard case .inspected(let index) = classification?.outcome else { return nil }
    return index
  }

  /// The bytes of both streams so far.
  var bytes: UInt64 { clientStream.bytes &+ serverStream.bytes }

  /// What the device's messages about the connection say.
  ///
  /// - Parameters:
  ///   - ending: how the recording ends it, and until when it was followed.
  ///   - usesMap: whether the device is an ASA.
  /// - Returns: what the messages need beside the session's record.
  func device(_ ending: StepBlock.Ending, usesMap: Bool) -> DeviceRecord {
    DeviceRecord(
      platform: usesMap ? "ASA" : "PIX", clientInterface: classification?.ingress ?? "outside",
      serverInterface: classification?.egress ?? "inside",
      realClient: classification?.client ?? client, realServer: classification?.server ?? server,
      isOutbound: classification?.isOutbound ?? false, hasOpening: !ending.connection.isMidstream,
      timeout: patience.timeout(ending, bytes: bytes))
  }
}
