import Primitives

/// Where segments begin in the two streams of a session: stream offsets in ascending order.
struct Cuts: Sendable, Hashable {
  private(set) var client: [UInt64] = []
  private(set) var server: [UInt64] = []

  /// A cut before a byte of one stream.
  struct Cut: Sendable, Hashable {
    var sender: Sender
    var offset: UInt64
  }

  /// No cuts.
  init() {}

  /// The given cuts in any order, each once.
  init(_ cuts: some Sequence<Cut>) {
    for cut in cuts {
      switch cut.sender {
      case .client: client.append(cut.offset)
      case .server: server.append(cut.offset)
      }
    }
    client = Cuts.ordered(client)
    server = Cuts.ordered(server)
  }

  private static func ordered(_ offsets: [UInt64]) -> [UInt64] {
    var result: [UInt64] = []
    result.reserveCapacity(offsets.count)
    for offset in offsets.sorted() where offset != result.last { result.append(offset) }
    return result
  }

  /// All cuts, the client's first.
  var all: [Cut] {
    client.map { Cut(sender: .client, offset: $0) }
      + server.map { Cut(sender: .server, offset: $0) }
  }

  /// Whether there is none.
  var isEmpty: Bool { client.isEmpty && server.isEmpty }

  /// These and further ones.
  func adding(_ cuts: [Cut]) -> Cuts { Cuts(all + cuts) }

  /// The cuts of one stream behind the first byte of a range, in order.
  func inside(_ range: Range<UInt64>, of sender: Sender) -> ArraySlice<UInt64> {
    let offsets = sender == .client ? client : server
    let first = offsets.partitioningIndex { $0 > range.lowerBound }
    return offsets[first..<max(first, offsets.partitioningIndex { $0 >= range.upperBound })]
  }
}
