import Packets
import Primitives

/// A segment that is sent again and again.
struct Repetition: Sendable {
  var start = SequenceNumber(0)
  /// The bytes of its longest copy.
  var length = 0
  /// How often it came again, the first time not counted.
  var count = 0
  var firstFrame = 0
  var lastFrame = 0
}

/// What the packets of one side show of their way, whatever their bytes say.
struct DirectionNotes: Sendable {
  /// One past the highest sequence number that was sent.
  private var highest = SequenceNumber(0)
  private var isOpen = false
  /// The segment that comes again at the moment, and the one that came most often.
  private var again = Repetition()
  private(set) var worst = Repetition()
  /// All segments that came again.
  private(set) var repetitions = 0
  /// The payload of the largest segment in bytes.
  private(set) var largest = 0
  private(set) var synchronizations = Repetition()
  private(set) var zeroWindows = 0
  private(set) var zeroWindowFrame = 0
  private(set) var firstFrame = 0
  /// The highest acknowledgment number, and the first frame that has it; 0 where there is none.
  private(set) var acknowledged = SequenceNumber(0)
  private(set) var acknowledgedFrame = 0

  /// Takes the next segment of the side.
  mutating func take(_ segment: Segment, at frame: Int) {
    if firstFrame == 0 { firstFrame = frame }
    let bits = segment.controlBits
    guard !bits.contains(.rst) else { return }
    if bits.contains(.ack) {
      let number = segment.acknowledgmentNumber
      if acknowledgedFrame == 0 || number.distance(from: acknowledged) > 0 {
        acknowledged = number
        acknowledgedFrame = frame
      }
      if segment.window == 0, !bits.contains(.syn) {
        if zeroWindows == 0 { zeroWindowFrame = frame }
        zeroWindows &+= 1
      }
    }
    if bits.contains(.syn) { return synchronize(segment.sequenceNumber, at: frame) }
    let length = segment.payloadLength
    guard length > 0 else { return }
    let end = segment.sequenceNumber + length
    guard isOpen, end.distance(from: highest) <= 0 else {
      highest = end
      isOpen = true
      largest = max(largest, length)
      return
    }
    // One byte before the next is a keep-alive (RFC 9293 section 3.8.4).
    if length > 1 { `repeat`(segment.sequenceNumber, length, at: frame) }
  }

  private mutating func synchronize(_ number: SequenceNumber, at frame: Int) {
    if synchronizations.firstFrame == 0 {
      synchronizations.firstFrame = frame
    } else {
      synchronizations.count &+= 1
    }
    synchronizations.start = number
    synchronizations.lastFrame = frame
    highest = number + 1
    isOpen = true
  }

  private mutating func `repeat`(_ start: SequenceNumber, _ length: Int, at frame: Int) {
    repetitions &+= 1
    if again.count > 0, again.start == start {
      again.count &+= 1
      again.length = max(again.length, length)
    } else {
      again = Repetition(
        start: start, length: length, count: 1, firstFrame: frame, lastFrame: frame)
    }
    again.lastFrame = frame
    if again.count >= worst.count { worst = again }
  }

  /// Whether nothing but when it spoke is to be told.
  var isPlain: Bool { synchronizations.count == 0 && zeroWindows == 0 && repetitions == 0 }

  /// The latest segment that came again.
  var latest: Repetition { again }
}

/// What the packets of a connection show of their way. Fixed in size: nothing is allocated.
struct PathNotes: Sendable {
  private(set) var client = DirectionNotes()
  private(set) var server = DirectionNotes()

  /// Takes the next segment.
  mutating func take(_ segment: Segment, of sender: Sender, at frame: Int) {
    switch sender {
    case .client: client.take(segment, at: frame)
    case .server: server.take(segment, at: frame)
    }
  }

  /// Whether each side has sent its SYN once at most, and nothing more that is to be told.
  var isPlain: Bool { client.isPlain && server.isPlain }

  subscript(_ sender: Sender) -> DirectionNotes { sender == .client ? client : server }
}
