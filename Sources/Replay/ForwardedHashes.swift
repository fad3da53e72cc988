import Crypto
import ESMTPInspection
import Primitives
import Reports
import Rewriting

/// The hashes of both streams of a session as the other side receives them.
struct ForwardedHashes {
  private struct Stream {
    var image = StreamImage()
    var hash = SHA256()
    var block: [UInt8] = []

    mutating func forward(_ mark: UInt64) {
      image.take(upTo: mark, into: &block)
      guard !block.isEmpty else { return }
      hash.update(data: block)
      block.removeAll(keepingCapacity: block.capacity <= 1 << 17)
    }
  }

  private var client = Stream()
  private var server = Stream()

  mutating func append(_ sender: Sender, _ bytes: Span<UInt8>, at offset: UInt64) {
    switch sender {
    case .client: client.image.append(bytes, at: offset)
    case .server: server.image.append(bytes, at: offset)
    }
  }

  mutating func apply(_ edit: Edit) {
    switch edit.sender {
    case .client: client.image.apply(edit)
    case .server: server.image.apply(edit)
    }
  }

  /// Hashes what the inspection has forwarded.
  mutating func forward(_ marks: (client: UInt64, server: UInt64)) {
    client.forward(marks.client)
    server.forward(marks.server)
  }

  /// The hashes of everything forwarded so far.
  var record: ForwardedRecord {
    ForwardedRecord(
      client: hexText(client.hash.finalize()), server: hexText(server.hash.finalize()))
  }
}

/// Bytes as lower-case hexadecimal digits.
func hexText(_ bytes: some Sequence<UInt8>) -> String {
  bytes.map(\.hexadecimalText).joined()
}
