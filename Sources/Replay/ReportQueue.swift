import Dispatch
import Primitives
import Reports

/// Writes the records of sessions, in the order in which they come, beside the inspection of others.
///
/// What is written is handed out as bytes; the same ones, whether or not a thread of its own makes them.
final class ReportQueue: Sendable {
  private let report: Guarded<ReportWriter>
  private let written = Guarded<[UInt8]>([])
  /// Where records are written; nil for the caller's thread.
  private let queue: DispatchQueue?
  /// Batches that may wait.
  private let room = DispatchSemaphore(value: 2)

  init(_ report: consuming ReportWriter, isBeside: Bool) {
    self.report = Guarded(report)
    queue = isBeside ? DispatchQueue(label: "report", qos: .userInitiated) : nil
  }

  /// Writes the records of sessions some time.
  func append(_ sessions: consuming EndedSessions) {
    guard sessions.count > 0 else { return }
    guard let queue else { return write(sessions) }
    room.wait()
    queue.async { [self, sessions] in
      write(sessions)
      room.signal()
    }
  }

  private func write(_ sessions: EndedSessions) {
    let bytes = report.withLock { report in
      let wanted = sessions.kinds { report.takes($0) }
      sessions.forEach(of: wanted) { report.session($0) }
      return report.takeOutput()
    }
    keep(bytes)
  }

  private func keep(_ bytes: [UInt8]) {
    written.withLock { written in
      if written.isEmpty { written = bytes } else { written += bytes }
    }
  }

  /// Does something with the report behind all records that came before.
  func run<Value: Sendable>(_ body: (inout ReportWriter) -> Value) -> Value {
    queue?.sync {}
    let (value, bytes) = report.withLock { report in
      let value = body(&report)
      return (value, report.takeOutput())
    }
    keep(bytes)
    return value
  }

  /// Hands out what was written since the last call.
  func takeOutput() -> [UInt8] {
    written.withLock { written in
      var bytes: [UInt8] = []
      swap(&bytes, &written)
      return bytes
    }
  }
}
