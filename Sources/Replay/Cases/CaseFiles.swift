import CaptureFiles
import Crypto
import Foundation

/// Why a case cannot be run.
public struct CaseError: Error, Equatable, CustomStringConvertible {
  /// The sentence: the file, what is wrong, and the remedy after a semicolon.
  public let description: String

  init(_ description: String) { self.description = description }
}

/// The text of a regular file.
///
/// - Throws: `CaseError` where it cannot be read, is no text or is longer than `limit` bytes.
func contents(ofText path: String, limit: Int) throws(CaseError) -> String {
  var bytes: [UInt8] = []
  try forEachBlock(of: path) { block throws(CaseError) in
    bytes += block
    guard bytes.count <= limit else {
      throw CaseError("\(path): the file is longer than \(limit) bytes; expect less in it")
    }
  }
  guard let text = String(validating: bytes, as: UTF8.self) else {
    throw CaseError("\(path): the file is not UTF-8; save it as that")
  }
  guard !bytes.contains(0) else {
    throw CaseError("\(path): the file holds NUL bytes and is no text; save it as UTF-8")
  }
  return text
}

/// The lower-case hex SHA-256 of a regular file.
///
/// - Throws: `CaseError` where it cannot be read.
func fileHash(_ path: String) throws(CaseError) -> String {
  var hash = SHA256()
  try forEachBlock(of: path) { block throws(CaseError) in hash.update(data: block) }
  return hexText(hash.finalize())
}

private func forEachBlock(
  of path: String, _ body: ([UInt8]) throws(CaseError) -> Void
) throws(CaseError) {
  let target = URL(filePath: path).resolvingSymlinksInPath().path
  guard let attributes = try? FileManager.default.attributesOfItem(atPath: target) else {
    throw CaseError("\(path): no such file; check the path")
  }
  guard attributes[.type] as? FileAttributeType == .typeRegular else {
    throw CaseError("\(path): this is no regular file, and a case needs to read it again")
  }
  let unreadable = CaseError("\(path): the file cannot be read; check its permissions")
  ReadFiles.note(path)
  guard let file = FileHandle(forReadingAtPath: path) else { throw unreadable }
  while true {
    let block: Data
    do { block = try file.read(upToCount: 1 << 16) ?? Data() } catch { throw unreadable }
    guard !block.isEmpty else { return }
    try body(Array(block))
  }
}
