import CaptureFiles
import ESMTPInspection
import Primitives
import Rewriting
import SystemPackage

/// The four files of one session under `--extract DIR`: two of each direction that carries a byte.
///
/// Bytes are gathered and appended in blocks, and no file stays open between them, so that any
/// number of sessions can be extracted at once. Files hold mail and are readable by their owner alone.
struct SessionExtraction {
  private var client: StreamFiles
  private var server: StreamFiles

  init(directory: String, name: String) {
    client = StreamFiles(path: "\(directory)/\(name).client")
    server = StreamFiles(path: "\(directory)/\(name).server")
  }

  mutating func append(_ sender: Sender, _ bytes: Span<UInt8>, at offset: UInt64) {
    switch sender {
    case .client: client.append(bytes, at: offset)
    case .server: server.append(bytes, at: offset)
    }
  }

  mutating func apply(_ edit: Edit) {
    switch edit.sender {
    case .client: client.image.apply(edit)
    case .server: server.image.apply(edit)
    }
  }

  /// Writes what the inspection has forwarded, in blocks.
  mutating func forward(
    _ marks: (client: UInt64, server: UInt64)
  ) throws(OutputError) {
    try client.forward(marks.client)
    try server.forward(marks.server)
  }

  /// Writes the rest.
  mutating func finish(_ marks: (client: UInt64, server: UInt64)) throws(OutputError) {
    try client.finish(marks.client)
    try server.finish(marks.server)
  }

  /// Takes away what was written of files that will not be whole.
  mutating func discard() {
    client.discard()
    server.discard()
  }
}

/// `.before` and `.after` of one direction.
private struct StreamFiles {
  var image = StreamImage()
  private var before: BlockFile
  private var after: BlockFile

  init(path: String) {
    before = BlockFile(path: path + ".before")
    after = BlockFile(path: path + ".after")
  }

  mutating func append(_ bytes: Span<UInt8>, at offset: UInt64) {
    before.block.append(bytes, in: 0..<bytes.count)
    image.append(bytes, at: offset)
  }

  mutating func forward(_ mark: UInt64) throws(OutputError) {
    image.take(upTo: mark, into: &after.block)
    if before.isFull { try before.flush() }
    if after.isFull { try after.flush() }
  }

  mutating func finish(_ mark: UInt64) throws(OutputError) {
    image.take(upTo: mark, into: &after.block)
    guard !before.isEmpty else {
      // Nor does one stay that an earlier run left there.
      try before.clear()
      try after.clear()
      return
    }
    try before.finish()
    try after.finish()
  }

  mutating func discard() {
    before.discard()
    after.discard()
  }
}

/// A file that grows by blocks, and has its name once it is whole.
private struct BlockFile {
  let path: String
  var block: [UInt8] = []
  /// The name under which its first part stands; nil while there is none.
  private var part: String?

  init(path: String) { self.path = path }

  var isFull: Bool { block.count >= 1 << 16 }
  /// Whether nothing has come.
  var isEmpty: Bool { block.isEmpty && part == nil }

  /// Writes the block.
  mutating func flush() throws(OutputError) {
    do {
      let file = try open()
      try file.closeAfter { _ = try file.writeAll(block) }
    } catch {
      discard()
      throw OutputError(path: path, error)
    }
    block.removeAll(keepingCapacity: block.capacity <= 1 << 17)
  }

  /// Writes the rest, and gives the file its name.
  mutating func finish() throws(OutputError) {
    try OutputFile.requireUnread(path)
    if part == nil || !block.isEmpty { try flush() }
    guard let part else { return }
    do throws(OutputError) { try nameResult(part, path) } catch {
      discard()
      throw error
    }
    TemporaryFiles.remove(part)
    self.part = nil
  }

  /// Takes away what stands under the name.
  func clear() throws(OutputError) {
    try OutputFile.requireUnread(path)
    removeFile(path)
  }

  /// Takes away what was written of a file that will not be whole.
  mutating func discard() {
    guard let part else { return }
    removeFile(part)
    TemporaryFiles.remove(part)
    self.part = nil
  }

  /// Opens the part, which is made at first, and which its owner alone can read.
  private mutating func open() throws -> FileDescriptor {
    if let part {
      return try FileDescriptor.open(FilePath(part), .writeOnly, options: .append)
    }
    let name = OutputFile.partName(of: path)
    TemporaryFiles.add(name)
    do {
      let file = try FileDescriptor.open(
        FilePath(name), .writeOnly, options: [.create, .exclusiveCreate],
        permissions: .ownerReadWrite)
      part = name
      return file
    } catch {
      TemporaryFiles.remove(name)
      throw error
    }
  }
}
