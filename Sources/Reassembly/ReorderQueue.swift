import Primitives

// What the modelled device keeps of segments out of order.
extension Reassembler {
  /// Sets the queue of one connection, in place of that of the options.
  ///
  /// - Parameters:
  ///   - segments: the segments out of order that the device queues, at most 255; 0 for the options'.
  ///   - seconds: how long it keeps them, at most 255 seconds; 0 for the options'.
  ///   - slot: the connection.
  public mutating func setReorderQueue(segments: Int, seconds: Int, of slot: Int) {
    table.connections[slot].reorderSegments = UInt8(clamping: segments)
    table.connections[slot].reorderSeconds = UInt8(clamping: seconds)
  }

  func reorderSegments(_ slot: Int) -> Int {
    let own = table.connections[slot].reorderSegments
    return own == 0 ? options.reorderSegments : Int(own)
  }

  func reorderTime(_ slot: Int) -> Int64 {
    let own = table.connections[slot].reorderSeconds
    return own == 0 ? options.reorderTime : Int64(own) * 1_000_000_000
  }
}
