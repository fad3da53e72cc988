import Foundation
import Replay
import Reports

/// A JSON report that is read again: what is written of a record reads as the same again, as a baseline
/// it is taken or refused with a place, and `merge` ends with a report in each of its forms or an error.
///
/// The input is a report, or those of several shards with a zero between them.
func fuzzReport(_ bytes: [UInt8]) throws(BrokenPromise) {
  var reader = ShardReader()
  for line in bytes.split(whereSeparator: { $0 == 10 || $0 == 0 }) {
    guard let written = rewritten(Array(line), &reader) else { continue }
    guard let again = rewritten(written, &reader) else {
      throw BrokenPromise("cannot be read again: \(String(decoding: written, as: UTF8.self))")
    }
    try promise(again == written, "another record: \(String(decoding: written, as: UTF8.self))")
  }
  do throws(Baseline.Unreadable) { _ = try Baseline(report: bytes) } catch {
    try promise(error.line >= 1 && !error.reason.isEmpty, "an error without place or words")
  }
  var paths: [String] = []
  defer { for path in paths { try? FileManager.default.removeItem(atPath: path) } }
  for report in bytes.split(separator: 0, omittingEmptySubsequences: false).prefix(4) {
    paths.append(try FuzzFile.write(Array(report)))
  }
  for form in [ReportForm.json, .text, .markdown, .junit, .tap] { try merge(paths, form) }
}

/// What is written of the record of a line, without its line feed; nil where there is none, and of a
/// summary, of which nothing is kept.
private func rewritten(_ line: [UInt8], _ reader: inout ShardReader) -> [UInt8]? {
  var report = JSONReport()
  switch try? reader.read(line) {
  case .run(let record): report.run(record)
  case .capture(let record): report.capture(record)
  case .session(let record): report.session(record)
  case .connection(let step): report.connection(step)
  case .shard(let record): report.shard(record)
  // It is written behind its session alone.
  case .refused, .summary, nil: return nil
  }
  return report.takeOutput().dropLast()
}

private func merge(_ paths: [String], _ form: ReportForm) throws(BrokenPromise) {
  do {
    let run = try MergeRun(paths, report: ReportWriter(form), output: .nowhere)
    let (status, _) = try run.run()
    try promise([0, 2, 3].contains(status), "a status of \(status)")
  } catch let error as BrokenPromise {
    throw error
  } catch {
    try promise(!"\(error)".isEmpty, "an error without words")
  }
}
