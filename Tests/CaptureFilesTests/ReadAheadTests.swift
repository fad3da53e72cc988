import Dispatch
import Glibc
import Synchronization
import Testing

@testable import CaptureFiles

/// What other threads read ahead against what is read in turn.
@Suite struct ReadAheadTests {
  let directory = TemporaryDirectory()

  /// Threads that read ahead for as long as they are there.
  private final class Helpers: Sendable {
    private let isOver = Atomic<Bool>(false)
    private let group = DispatchGroup()

    init(_ count: Int, _ ahead: ReadAhead?) {
      for _ in 0..<count {
        DispatchQueue.global().async(group: group) { [self] in
          while !isOver.load(ordering: .relaxed) {
            if ahead?.help() != true { sched_yield() }
          }
        }
      }
    }

    func stop() {
      isOver.store(true, ordering: .relaxed)
      group.wait()
    }
  }

  private func bytes(_ count: Int, seed: UInt64) -> [UInt8] {
    // Knuth's multiplicative hash: no piece is like another.
    (0..<count).map {
      UInt8(truncatingIfNeeded: (UInt64($0) &+ seed) &* 0x9E37_79B9_7F4A_7C15 >> 56)
    }
  }

  private func open(_ content: [UInt8]) throws -> ByteSource {
    let descriptor = unsafe Glibc.open(directory.write("a", content), O_RDONLY | O_CLOEXEC)
    try #require(descriptor >= 0)
    return ByteSource(descriptor: descriptor)
  }

  private func bytes(of piece: ReadAhead.Piece) -> [UInt8] {
    piece.buffer.withBytes { all in
      (0..<piece.count).map { all[PlainRecords.reserve + $0] }
    }
  }

  @Test(
    "the bytes come in the order of the file, whoever reads them",
    arguments: [0, 1, PlainRecords.share, 3 * PlainRecords.share + 7], [0, 1, 3])
  func order(count: Int, helpers: Int) throws {
    let content = bytes(count, seed: UInt64(count) &+ 1)
    let ahead = try #require(ReadAhead(try open(content)))
    let threads = Helpers(helpers, ahead)
    var taken: [UInt8] = []
    while case let piece = ahead.next(), piece.count > 0 { taken += bytes(of: piece) }
    threads.stop()
    #expect(taken == content)
    #expect(ahead.next().count == 0)
    #expect(!ahead.help())
  }

  @Test("what was read and not taken is given back, and the rest is read in turn")
  func stop() throws {
    let content = bytes(3 * ReadAhead.depth * PlainRecords.share, seed: 5)
    let source = try open(content)
    let ahead = try #require(ReadAhead(source))
    for _ in 0..<ReadAhead.depth { #expect(ahead.help()) }
    #expect(!ahead.help(), "there is no room for more")
    var taken = bytes(of: ahead.next())
    let helpers = Helpers(2, ahead)
    taken += ahead.stop()
    helpers.stop()
    #expect(taken.count > PlainRecords.share)
    var rest = [UInt8](repeating: 0, count: content.count)
    let count = unsafe rest.withUnsafeMutableBytes { buffer in
      var count = 0
      while case let read = unsafe source.read(into: .init(rebasing: buffer[count...])), read > 0 {
        count += read
      }
      return count
    }
    #expect(taken + rest[..<count] == content)
  }

  @Test("a pipe is not read before its bytes are needed")
  func pipe() throws {
    var ends: [Int32] = [0, 0]
    try #require(unsafe Glibc.pipe(&ends) == 0)
    defer { close(ends[1]) }
    #expect(ReadAhead(ByteSource(descriptor: ends[0])) == nil)
  }

  @Test("a capture is read alike, also where libpcap goes on", arguments: [nil, 40, 900])
  func capture(oddFrame: Int?) throws {
    var frames = (0..<1000).map { number in
      MadeFrame(
        nanoseconds: 1_700_000_000_000_000_000 + Int64(number) * 1_000_000,
        bytes: bytes(1000 + number, seed: UInt64(number)), originalLength: 2000)
    }
    // A time that is read by libpcap alone, and all that follows with it.
    if let oddFrame { frames[oddFrame].nanoseconds = 3_000_000_000_000_000_000 }
    let input = CaptureInput.file(directory.write("c", MadeCapture.pcap(frames: frames).bytes))
    var reader = try CaptureReader(opening: input)
    let helpers = Helpers(2, reader.ahead)
    #expect(reader.ahead != nil)
    var seen: [MadeFrame] = []
    _ = reader.read { frame, bytes in
      seen.append(
        MadeFrame(
          nanoseconds: frame.nanoseconds, bytes: bytes.indices.map { bytes[$0] },
          originalLength: frame.originalLength))
      return true
    }
    helpers.stop()
    let isSame = seen == Reading(input, readsRecords: false).frames
    #expect(isSame)
    #expect(seen.count == frames.count)
  }
}
