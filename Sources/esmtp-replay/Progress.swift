import CaptureFiles
import Dispatch
import FoundationEssentials
import Primitives
import Replay
import SystemPackage

/// A line on standard error that tells how far a run has come: only where that is a terminal that can
/// erase a line, and erased at the end.
///
/// The line is written anew all the time, not when something comes: of an input that is silent for long it
/// would tell a rate that is no more.
final class Progress: Sendable {
  private struct State {
    /// What was read so far; nil where no line is due.
    var reading: ReadingProgress?
    var hasLine = false
  }

  let isShown: Bool
  /// The bytes of all inputs; nil where one is a pipe or compressed, so that its end is not known.
  private let total: UInt64?
  private let state = Guarded(State())
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant

  init(_ inputs: [CaptureInput], isQuiet: Bool) {
    isShown = !isQuiet && Terminal.canErase(.standardError)
    total = isShown ? Self.size(of: inputs) : nil
    start = clock.now
    if isShown { writeAgain(in: .milliseconds(300)) }
  }

  /// Takes what was read so far; the line tells it soon.
  func show(_ progress: ReadingProgress) {
    guard isShown else { return }
    state.withLock { $0.reading = progress }
  }

  /// Erases the line, until there is more to show.
  func clear() {
    guard isShown else { return }
    state.withLock { state in
      state.reading = nil
      if state.hasLine { write("") }
      state.hasLine = false
    }
  }

  /// Writes the line some time from now, and then again and again while somebody has the progress.
  private func writeAgain(in interval: DispatchTimeInterval) {
    DispatchQueue.global().asyncAfter(deadline: .now() + interval) { [weak self] in
      guard let self else { return }
      writeLine()
      writeAgain(in: .milliseconds(200))
    }
  }

  private func writeLine() {
    state.withLock { state in
      guard let reading = state.reading else { return }
      state.hasLine = true
      let line = ProgressLine(reading, total: total, duration: clock.now - start)
      write(line.text(width: Terminal.columns(.standardError) ?? 80))
    }
  }

  /// Writes a line in the place of the one before.
  private func write(_ text: String) {
    _ = try? FileDescriptor.standardError.writeAll("\r\u{1B}[K\(text)".utf8)
  }

  private static func size(of inputs: [CaptureInput]) -> UInt64? {
    var total: UInt64 = 0
    for input in inputs {
      guard case .file(let path) = input,
        let attributes = try? FileManager.default.attributesOfItem(atPath: path),
        attributes[.type] as? FileAttributeType == .typeRegular,
        let kind = try? contentKind(ofFile: path), kind == .pcap || kind == .pcapng
      else { return nil }
      total += attributes[.size] as? UInt64 ?? 0
    }
    return total
  }
}

/// The words of a progress line.
struct ProgressLine {
  private let progress: ReadingProgress
  private let total: UInt64?
  private let seconds: Double

  init(_ progress: ReadingProgress, total: UInt64?, duration: Duration) {
    self.progress = progress
    self.total = total
    seconds = max(duration / .seconds(1), 0.001)
  }

  /// The line, cut to a width: frames, then the rate, then how much is left, or what came in.
  func text(width: Int) -> String {
    let rate = Int(Double(progress.frames) / seconds)
    var parts = [
      "\(spoken(progress.frames)) \(progress.frames == 1 ? "frame" : "frames")",
      "\(spoken(rate)) frames/s",
    ]
    if let share {
      parts.append("\(Int(share * 100)) %")
      if share > 0.01 { parts.append("about \(span(seconds / share - seconds)) left") }
    } else {
      parts.append(size(progress.bytes))
    }
    return String(parts.joined(separator: ", ").prefix(max(1, width - 1)))
  }

  /// The part that was read: a frame has 16 bytes of its own in a classic capture, a few more in a pcapng
  /// one, so that this comes close.
  private var share: Double? {
    guard let total, total > 0 else { return nil }
    return min(Double(progress.bytes + UInt64(progress.frames) * 16) / Double(total), 0.99)
  }

  private func spoken(_ number: Int) -> String {
    let digits = String(number)
    var out = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { out.append(",") }
      out.append(digit)
    }
    return out
  }

  private func size(_ bytes: UInt64) -> String {
    var value = Double(bytes)
    var unit = "bytes"
    for larger in ["kB", "MB", "GB", "TB"] where value >= 1000 {
      value /= 1000
      unit = larger
    }
    if unit == "bytes" { return "\(bytes) bytes" }
    let tenths = Int(value * 10)
    return "\(tenths / 10).\(tenths % 10) \(unit)"
  }

  private func span(_ seconds: Double) -> String {
    let seconds = Int(min(seconds, 1e9)) + 1
    if seconds < 60 { return "\(seconds) s" }
    if seconds < 3600 { return "\(seconds / 60) min \(seconds % 60) s" }
    return "\(seconds / 3600) h \(seconds / 60 % 60) min"
  }
}
