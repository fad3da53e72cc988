import CaptureFiles
import Packets
import Primitives
import Rewriting

/// A set of frames, one bit each.
struct FrameMarks: Sendable {
  private var words: [UInt64] = []

  mutating func insert(_ frame: Int) {
    let index = frame >> 6
    while words.count <= index { words.append(0) }
    words[index] |= 1 << UInt64(frame & 63)
  }

  func contains(_ frame: Int) -> Bool {
    let index = frame >> 6
    return index < words.count && words[index] & 1 << UInt64(frame & 63) != 0
  }
}

extension FrameMarks {
  /// The frames of sessions, their fragments and the ICMP errors that quote them among them, from inputs that are read once more.
  ///
  /// - Parameters:
  ///   - sessions: their numbers.
  ///   - inputs: what was read, in order.
  ///   - tracker: one that has seen nothing, of the policy of the first reading.
  /// - Throws: `OutputError` where an input cannot be read again.
  init(
    of sessions: Set<Int>, in inputs: [ReadInput], _ tracker: consuming SessionTracker
  ) throws(OutputError) {
    var files: [Int: Int] = [:]
    for number in sessions { files[number] = 0 }
    self = try FrameMarks.marks(files, files: 1, in: inputs, tracker)[0]
  }

  /// The same where each session belongs to a file.
  ///
  /// - Parameters:
  ///   - sessions: by number, the place of the file.
  ///   - files: how many files there are.
  ///   - inputs: what was read, in order.
  ///   - tracker: one that has seen nothing, of the policy of the first reading.
  /// - Returns: the frames of each file.
  /// - Throws: `OutputError` where an input cannot be read again.
  static func marks(
    _ sessions: [Int: Int], files: Int, in inputs: [ReadInput],
    _ tracker: consuming SessionTracker
  ) throws(OutputError) -> [FrameMarks] {
    var marks = [FrameMarks](repeating: FrameMarks(), count: files)
    var tracker = tracker
    var block = StepBlock()
    var loose = LooseFrames(of: sessions)
    for entry in inputs where entry.frames > 0 {
      var reader = try entry.open()
      guard let linkType = LinkType(dataLinkType: reader.linkType) else { continue }
      _ = try reader.read { frame, bytes in
        tracker.receive(
          bytes, linkType: linkType, originalLength: frame.originalLength,
          at: Moment(frame: entry.first + frame.number, time: frame.nanoseconds),
          isPlaced: true, into: &block)
        for placement in block.placements where !placement.isEmpty {
          switch placement.decoded {
          case .segment(let segment), .reassembled(let segment):
            guard let owner = placement.owner else { continue }
            loose.note(segment, of: owner)
            guard let file = sessions[owner.number] else { continue }
            marks[file].insert(placement.moment.frame)
            for part in block.datagram(of: placement).parts { marks[file].insert(part.frame) }
          case .fragment:
            guard let found = loose.take(bytes, linkType, at: placement.moment) else { continue }
            for frame in found.frames { marks[found.file].insert(frame) }
          case .other, .malformed:
            let file = loose.file(
              quotedBy: bytes, linkType, originalLength: frame.originalLength)
            if let file { marks[file].insert(placement.moment.frame) }
          }
        }
        block.removeAll()
        return true
      }
    }
    return marks
  }
}
