import CaptureFiles
import Foundation
import Reports

/// The report of a shard as a file, read line by line: no more than a line of it is kept.
struct ShardFile: ~Copyable {
  let path: String
  private let file: FileHandle
  private var buffer: [UInt8] = []
  private var start = 0
  private var reader = ShardReader()
  private var line = 0

  /// The bytes that are read at once.
  private static let pieceLength = 1 << 16
  /// A longer line is none of a report: a session has at most 256 events and 256 messages.
  private static let longestLine = 64 << 20
  private static let remedy = "give what 'analyze --shard' wrote, in a file that can be read"

  /// Opens a report.
  init(_ path: String) throws(MergeError) {
    self.path = path
    ReadFiles.note(path)
    guard let file = FileHandle(forReadingAtPath: path) else {
      guard FileManager.default.fileExists(atPath: path) else {
        let (reason, remedy) = absence(of: path)
        throw MergeError(path, reason, remedy: remedy ?? "check the name")
      }
      throw MergeError(path, "cannot be read", remedy: Self.remedy)
    }
    self.file = file
  }

  deinit { try? file.close() }

  /// The record of the line that was read last.
  mutating func record(_ bytes: [UInt8]) throws(MergeError) -> ShardLine {
    do throws(ShardReader.Fault) { return try reader.read(bytes) } catch {
      throw MergeError(path, "line \(line): \(error.reason)")
    }
  }

  /// The next line without its line feed; nil at the end.
  mutating func nextLine() throws(MergeError) -> [UInt8]? {
    var searched = start
    while true {
      if let end = buffer[searched...].firstIndex(of: 10) {
        defer { start = end + 1 }
        line += 1
        return Array(buffer[start..<end])
      }
      searched = buffer.count
      guard buffer.count - start < Self.longestLine else {
        throw MergeError(path, "line \(line + 1) is longer than any record")
      }
      if start > 0 {
        buffer.removeFirst(start)
        searched -= start
        start = 0
      }
      guard try fill() else {
        guard buffer.isEmpty else {
          throw MergeError(
            path, "line \(line + 1) is not whole: the run was interrupted",
            remedy: "run the shard again")
        }
        return nil
      }
    }
  }

  /// The last two lines, which are the `shard` record and the summary of a whole report.
  func tail() throws(MergeError) -> [[UInt8]] {
    do {
      var position = try file.seekToEnd()
      defer { try? file.seek(toOffset: 0) }
      var tail: [UInt8] = []
      while position > 0, tail.dropLast().count(where: { $0 == 10 }) < 2 {
        guard tail.count < Self.longestLine else { break }
        let length = min(UInt64(Self.pieceLength), position)
        position -= length
        try file.seek(toOffset: position)
        tail = Array(try file.read(upToCount: Int(length)) ?? Data()) + tail
      }
      guard tail.last == 10 else { return [] }
      return tail.dropLast().split(separator: 10).suffix(2).map { Array($0) }
    } catch {
      throw MergeError(
        path, "cannot be read as a file",
        remedy: "reports are read twice: save it in a file")
    }
  }

  private mutating func fill() throws(MergeError) -> Bool {
    do {
      guard let piece = try file.read(upToCount: Self.pieceLength), !piece.isEmpty else {
        return false
      }
      buffer += piece
      return true
    } catch {
      throw MergeError(path, "cannot be read", remedy: Self.remedy)
    }
  }
}
