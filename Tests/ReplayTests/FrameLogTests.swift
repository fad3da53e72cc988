import Foundation
import Primitives
import Rewriting
import Testing

@testable import CaptureFiles
@testable import Replay

@Suite struct FrameLogTests {
  @Test("frames that are added count with their bytes against what may wait")
  func addedFrames() throws {
    let folder = try TemporaryFolder()
    let format = SavefileFormat(precision: .microseconds, linkType: 1, snapshotLength: 99)
    let output = try OutputFile(path: folder.path + "/out")
    let log = FrameLog(format, limit: 10_000, output: output)
    var frames = FrameRun()
    frames.extend(in: buffer(of: [UInt8](repeating: 1, count: 100), from: 0), to: 0..<100)
    log.begin(&frames)
    var count = 0
    while !log.isOverLimit(from: 0), count < 1000 {
      log.insert([UInt8](repeating: 2, count: 60), time: 0, at: 100)
      count += 1
    }
    // With the header of its record and its place in the log each takes some 150 bytes.
    #expect(count > 40 && count < 80, "\(count)")
    // Once they are written nothing waits.
    try log.retire(upTo: nil, returning: &frames)
    #expect(!log.isOverLimit(from: 100))
    try log.finish()
  }

  @Test(
    "what is written is what a model that keeps everything writes (seed 5)",
    arguments: [1 << 10, 1 << 15])
  func model(blockLength: Int) throws {
    var generator = SplitMix64(seed: 5)
    let folder = try TemporaryFolder()
    let path = folder.path + "/out"
    let format = SavefileFormat(precision: .microseconds, linkType: 1, snapshotLength: 99)
    let log = FrameLog(format, limit: 64 << 20, output: try OutputFile(path: path))
    var all: [UInt8] = []
    var written: [UInt8] = format.header
    var changes: [(position: Int, skipped: Int, inserted: [UInt8])] = []
    var held: [Int] = []
    for round in 0..<650 {
      // Every so often something waits for a long time, so that the temporary file is used.
      let isLong = round / 300 == 1
      var block: [UInt8] = []
      var starts: [Int] = []
      while block.count < blockLength {
        starts.append(all.count + block.count)
        let length = Int.random(in: 16...400, using: &generator)
        block += [UInt8](repeating: UInt8(truncatingIfNeeded: generator.next()), count: length)
      }
      let end = all.count + block.count
      all += block
      var frames = FrameRun()
      frames.extend(in: buffer(of: block, from: 7), to: 7..<7 + block.count)
      // What is changed is taken out of the buffer; what is not stays there.
      if round % 3 == 0 { frames.replace(from: 0, with: [block[0]]) }
      log.begin(&frames)
      // In any order: a dropped segment is left out when a later one tells that it was.
      for (index, start) in starts.enumerated().shuffled(using: &generator) where index % 5 == 0 {
        let next = index + 1 < starts.count ? starts[index + 1] : end
        switch Int.random(in: 0..<6, using: &generator) {
        case 0:
          log.omit(FrameRecord(position: UInt64(start), length: next - start))
          changes.append((start, next - start, []))
        case 1:
          log.insert([1, 2, 3], time: 5_000, at: UInt64(next))
          changes.append((next, 0, [0, 0, 0, 0, 5, 0, 0, 0, 3, 0, 0, 0, 3, 0, 0, 0, 1, 2, 3]))
        case 2: held.append(start)
        default: break
        }
      }
      // Patches of what may still change.
      for start in held.suffix(3) + held.prefix(1) {
        var old: [UInt8] = []
        #expect(log.read(7, at: UInt64(start + 3), into: &old))
        #expect(old == Array(all[start + 3..<start + 10]))
        let new = old.map { $0 &+ 1 }
        log.write(new, at: UInt64(start + 3))
        all.replaceSubrange(start + 3..<start + 10, with: new)
      }
      if !isLong { held.removeFirst(min(held.count, 3)) }
      if round % 300 == 299 { held = [] }
      held.sort()
      try log.retire(upTo: held.first.map { UInt64($0) }, returning: &frames)
      var old: [UInt8] = []
      if held.isEmpty { #expect(!log.read(1, at: UInt64(end - 1), into: &old)) }
    }
    try log.finish()
    var at = 0
    for change in changes.sorted(by: { $0.position < $1.position }) where change.position >= at {
      written += all[at..<change.position] + change.inserted
      at = change.position + change.skipped
    }
    written += all[at...]
    let output = [UInt8](try Data(contentsOf: URL(filePath: path)))
    #expect(output == written)
  }

  /// Memory that has bytes from an offset on.
  private func buffer(of bytes: [UInt8], from offset: Int) -> FrameBuffer {
    let buffer = FrameBuffer(capacity: offset + bytes.count)
    unsafe bytes.withUnsafeBytes { source in
      guard let start = source.baseAddress else { return }
      unsafe (buffer.base + offset).copyMemory(from: start, byteCount: source.count)
    }
    return buffer
  }
}
