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
  /// Whether a first part stands under the name with `.part`.
  private var isBegun = false

  init(path: String) { self.path = path }

  var isFull: Bool { block.count >= 1 << 16 }
  /// Whether nothing has come.
  var isEmpty: Bool { block.isEmpty && !isBegun }

  private var part: String { path + ".part" }

  /// Writes the block.
  mutating func flush() throws(OutputError) {
    guard !block.isEmpty else { return }
    if !isBegun {
      try OutputFile.requireUnread(part)
      TemporaryFiles.add(part)
    }
    try write(to: part)
    isBegun = true
  }

  /// Writes the rest, and gives the file its name.
  mutating func finish() throws(OutputError) {
    try OutputFile.requireUnread(path)
    guard isBegun else { return try write(to: path) }
    try flush()
    defer { TemporaryFiles.remove(part) }
    do throws(OutputError) { try nameResult(part, path) } catch {
      removeFile(part)
      throw error
    }
    isBegun = false
  }

  /// Takes away what stands under the name.
  func clear() throws(OutputError) {
    try OutputFile.requireUnread(path)
    removeFile(path)
  }

  /// Takes away what was written of a file that will not be whole.
  mutating func discard() {
    if isBegun {
      removeFile(part)
      TemporaryFiles.remove(part)
    }
    isBegun = false
  }

  private mutating func write(to name: String) throws(OutputError) {
    do {
      let file =
        try isBegun ? FileDescriptor.open(FilePath(name), .writeOnly, options: .append) : make(name)
      try file.closeAfter { _ = try file.writeAll(block) }
    } catch {
      removeFile(name)
      isBegun = false
      throw OutputError(path: path, error)
    }
    block.removeAll(keepingCapacity: block.capacity <= 1 << 17)
  }

  /// Makes a file that its owner alone can read, in the place of what an earlier run left there.
  private func make(_ name: String) throws -> FileDescriptor {
    func open() throws -> FileDescriptor {
      try FileDescriptor.open(
        FilePath(name), .writeOnly, options: [.create, .exclusiveCreate],
        permissions: .ownerReadWrite)
    }
    do { return try open() } catch Errno.fileExists {
      // A link there may lead out of the folder.
      removeFile(name)
      return try open()
    }
  }
}
