import Dispatch
import Glibc
import Synchronization
import Testing

@testable import CaptureFiles

/// What several threads read of a capture against what is read in turn.
@Suite struct RecordPiecesTests {
  let directory = TemporaryDirectory()

  /// Threads that read ahead for as long as they are there.
  private final class Helpers: Sendable {
    private let isOver = Atomic<Bool>(false)
    private let group = DispatchGroup()

    init(_ count: Int, _ ahead: PlainRecords?) {
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

  /// A capture whose records end anywhere in the pieces, and one of them fills more than one.
  private func capture(_ count: Int) -> [MadeFrame] {
    (0..<count).map { number in
      let length = number == 7 ? 262_144 : 100 + number * 613 % 20_000
      return MadeFrame(
        nanoseconds: Int64(number) * 1000, bytes: bytes(length, seed: UInt64(number)))
    }
  }

  private func reader(_ frames: [MadeFrame]) throws -> CaptureReader {
    try CaptureReader(
      opening: .file(
        directory.write("a", MadeCapture.pcap(snapshotLength: 262_144, frames: frames).bytes)))
  }

  /// Keeps a sum of each frame that it looks at.
  private final class Sums: FrameNotes, @unchecked Sendable {
    var sums: [Int] = []

    func look(at records: [PlainRecord], in bytes: Span<UInt8>) {
      sums = records.map { record in
        (record.place..<record.place + record.captured).reduce(0) { $0 &* 31 &+ Int(bytes[$1]) }
      }
    }
  }

  @Test(
    "the records come in the order of the file with what was found in them, whoever reads",
    arguments: [0, 1, 3])
  func order(helpers: Int) throws {
    let frames = capture(300)
    var reader = try reader(frames)
    reader.note { Sums() }
    let threads = Helpers(helpers, reader.ahead)
    var taken: [[UInt8]] = []
    var (found, sums): ([Int], [Int]) = ([], [])
    _ = reader.readLending { _, bytes, _ in
      taken.append(bytes.indices.map { bytes[$0] })
      sums.append(bytes.indices.reduce(0) { $0 &* 31 &+ Int(bytes[$1]) })
      return true
    } buffer: { _, notes in
      found += (notes as? Sums)?.sums ?? []
    } idle: {
      true
    }
    threads.stop()
    #expect(taken == frames.map(\.bytes))
    #expect(found == sums)
    #expect(reader.ahead == nil, "there are no more")
  }

  @Test("pieces wait up to a limit, and then the rest is read")
  func depth() throws {
    let frames = capture(300)
    var reader = try reader(frames)
    let pieces = reader.ahead
    let ahead = try #require(pieces)
    for _ in 0..<PlainRecords.depth {
      #expect(ahead.awaitsHelp)
      #expect(ahead.help())
    }
    #expect(!ahead.awaitsHelp)
    #expect(!ahead.help(), "there is no room for more")
    var count = 0
    _ = reader.read { _, _ in
      count += 1
      return true
    }
    #expect(count == frames.count)
    #expect(!ahead.awaitsHelp)
    #expect(!ahead.help(), "there is nothing more")
  }

  @Test("a receiver that has enough goes on in the middle of a piece")
  func stops() throws {
    let frames = capture(50)
    var reader = try reader(frames)
    var taken: [[UInt8]] = []
    for _ in frames {
      let outcome = reader.read { _, bytes in
        taken.append(bytes.indices.map { bytes[$0] })
        return false
      }
      #expect(outcome == .stopped)
    }
    #expect(reader.read { _, _ in false } == .end)
    #expect(taken == frames.map(\.bytes))
  }

  @Test("a pipe is not read before its bytes are needed")
  func pipe() throws {
    let file = directory.write("a", MadeCapture.pcap(frames: MadeFrame.three).bytes)
    let fifo = "\(directory.path)/fifo"
    #expect(shell("mkfifo \(fifo) && (cat \(file) >\(fifo) &)") == 0)
    var reader = try CaptureReader(opening: .file(fifo))
    #expect(reader.ahead == nil)
    var count = 0
    _ = reader.read { _, _ in
      count += 1
      return true
    }
    #expect(count == 3)
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
