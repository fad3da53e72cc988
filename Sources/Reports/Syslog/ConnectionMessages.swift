import Primitives

/// The messages about a connection as such (evidence section 4).
///
/// The foreign side stands first, which is the client's for inbound connections.
enum ConnectionMessages {
  /// 302013: the connection is built.
  static func built(_ record: SessionRecord, _ device: DeviceRecord) -> String {
    let client = side(device.clientInterface, device.realClient, mapped: record.client)
    let server = side(device.serverInterface, device.realServer, mapped: record.server)
    let route = device.isOutbound ? "\(server) to \(client)" : "\(client) to \(server)"
    return "%\(device.platform)-6-302013: Built \(device.isOutbound ? "outbound" : "inbound") TCP "
      + "connection \(record.id) for \(route)"
  }

  /// 302014: the connection is taken down, with the time; nil where the recording does not say how.
  static func teardown(_ record: SessionRecord, _ device: DeviceRecord)
    -> (line: String, time: Int64)?
  {
    guard let reason = reason(record.closing, device) else { return nil }
    let time = device.timeout?.time ?? record.last.time
    let client = side(device.clientInterface, device.realClient)
    let server = side(device.serverInterface, device.realServer)
    let route = device.isOutbound ? "\(server) to \(client)" : "\(client) to \(server)"
    let bytes = device.timeout?.bytes ?? record.clientStream.bytes &+ record.serverStream.bytes
    let line =
      "%\(device.platform)-6-302014: Teardown TCP connection \(record.id) for \(route) "
      + "duration \(duration(from: record.first.time, to: time)) bytes \(bytes) \(reason)"
    return (line, time)
  }

  /// The reason of a 302014.
  static func reason(_ closing: SessionClosing, _ device: DeviceRecord) -> String? {
    if let timeout = device.timeout { return timeout.reason.rawValue }
    return switch closing {
    case .fin: "TCP FINs"
    // I is the side of the higher security-level.
    case .resetByClient: device.isOutbound ? "TCP Reset-I" : "TCP Reset-O"
    case .resetByServer: device.isOutbound ? "TCP Reset-O" : "TCP Reset-I"
    case .timeout, .reused, .endOfCapture: nil
    }
  }

  /// `h:mm:ss` between two times; zero where they run backwards.
  static func duration(from start: Int64, to end: Int64) -> String {
    hoursMinutesSeconds(elapsed(from: start, to: end) / 1_000_000_000)
  }

  private static func side(_ interface: String, _ real: Socket) -> String {
    "\(interface):\(real.address)/\(real.port)"
  }

  private static func side(_ interface: String, _ real: Socket, mapped: Socket) -> String {
    "\(side(interface, real)) (\(mapped.address)/\(mapped.port))"
  }
}
