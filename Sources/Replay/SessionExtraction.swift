import ESMTPInspection
import Primitives
import Rewriting
import SystemPackage

/// The four files of one session under `--extract DIR`.
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
    try before.flush()
    try after.flush()
  }
}

/// A file that grows by blocks.
private struct BlockFile {
  let path: String
  var block: [UInt8] = []
  private var isBegun = false

  init(path: String) { self.path = path }

  var isFull: Bool { block.count >= 1 << 16 }

  mutating func flush() throws(OutputError) {
    guard !block.isEmpty || !isBegun else { return }
    do {
      let file = try FileDescriptor.open(
        FilePath(path), .writeOnly, options: isBegun ? [.append] : [.create, .truncate],
        permissions: .ownerReadWrite)
      try file.closeAfter { _ = try file.writeAll(block) }
    } catch {
      throw OutputError(path: path, reason: "\(error)")
    }
    isBegun = true
    block.removeAll(keepingCapacity: block.capacity <= 1 << 17)
  }
}
