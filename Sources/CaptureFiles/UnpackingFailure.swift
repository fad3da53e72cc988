import Primitives

/// Why an unpacking program did not come to a good end.
struct UnpackingFailure {
  let reason: String
  let remedy: String
  /// Whether the data came to a good end, and all of their frames with them.
  let isBehindData: Bool

  /// The compressed data could not be read to be handed on.
  init(reading compression: Compression, error: Int32) {
    reason =
      "the \(compression.rawValue) data cannot be read (\(SystemFailure(number: error).text))"
    remedy = "fetch them again"
    isBehindData = false
  }

  /// The program ended in failure.
  ///
  /// - Parameters:
  ///   - compression: whose program it is.
  ///   - status: how it ended, as wait(2) gives it.
  ///   - complaints: what it wrote to its standard error.
  init(of compression: Compression, status: Int32, complaints: [UInt8]) {
    let program = compression.program
    // wait(2): the low seven bits are the signal that ended the process, the next byte its status.
    let (signal, ending) = (status & 0x7F, status >> 8 & 0xFF)
    var said = firstLine(of: complaints)
    if said.isEmpty {
      said = signal == 0 ? "ended with status \(ending)" : "ended by signal \(signal)"
    }
    if !said.hasPrefix(program) { said = "\(program): \(said)" }
    // gzip(1): status 2 is a warning, which it gives of "trailing garbage".
    isBehindData = compression == .gzip && signal == 0 && ending == 2
    if isBehindData {
      reason = "what stands behind the gzip data is not read (\(said))"
      remedy = "cut it off, or give it by itself"
      return
    }
    // "Memory usage limit reached" (xz), "requires too much memory for decoding" (zstd).
    if said.contains("emory") {
      reason = "the \(compression.rawValue) data want more than 256 MiB to be unpacked (\(said))"
      remedy = "unpack them yourself first"
    } else if signal != 0 {
      // Which need not be the fault of the data.
      reason = "the \(compression.rawValue) data are not unpacked to their end (\(said))"
      remedy = "run it again, or unpack them yourself first"
    } else {
      reason = "the \(compression.rawValue) data are damaged (\(said))"
      remedy = "fetch them again, or test them with '\(program) -t'"
    }
  }
}

/// The first line that says something, printable ASCII only, of at most 200 bytes.
private func firstLine(of text: [UInt8]) -> String {
  let line = text.split(separator: UInt8(ascii: "\n")).first ?? []
  var shown = line.prefix(200).map { $0.isPrintable ? $0 : UInt8(ascii: "?") }
  while shown.last == UInt8(ascii: " ") { shown.removeLast() }
  return String(decoding: shown, as: UTF8.self)
}
