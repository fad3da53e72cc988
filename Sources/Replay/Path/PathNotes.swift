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
///
/// A flood has one for each of its connections: frames are kept as their distance from the first one of
/// the side, and at most 2^32 of anything are told apart.
struct DirectionNotes: Sendable {
  private(set) var firstFrame = 0
  private var last = Place()
  /// One past the highest sequence number that was sent.
  private(set) var highest = SequenceNumber(0)
  /// The highest acknowledgment number, and the first frame that has it.
  private(set) var acknowledged = SequenceNumber(0)
  private var acknowledgedAt = Place()
  /// The segment that comes again at the moment, and the one that came most often.
  private var again = Copies()
  private var most = Copies()
  private var synchronized = Times()
  private var repeated: UInt32 = 0
  private var largestPayload: UInt32 = 0
  private var closedWindows: UInt32 = 0
  private var windowClosedAt = Place()
  private var isOpen = false

  /// No segment.
  init() {}

  /// A SYN alone.
  fileprivate init(synchronizing number: SequenceNumber, at frame: Int) {
    firstFrame = frame
    last = place(frame)
    synchronize(number, at: frame)
  }

  /// A frame of the side, one more than its distance from the first one; 0 for none.
  private struct Place { var distance: UInt32 = 0 }

  private struct Times {
    var count: UInt32 = 0
    var first = Place()
    var last = Place()
  }

  private struct Copies {
    var start = SequenceNumber(0)
    var length: UInt32 = 0
    var times = Times()
  }

  /// Takes the next segment of the side.
  mutating func take(_ segment: Segment, at frame: Int) {
    if firstFrame == 0 { firstFrame = frame }
    let bits = segment.controlBits
    guard !bits.contains(.rst) else { return }
    last = place(frame)
    if bits.contains(.ack) {
      let number = segment.acknowledgmentNumber
      if acknowledgedAt.distance == 0 || number.distance(from: acknowledged) > 0 {
        acknowledged = number
        acknowledgedAt = place(frame)
      }
      if segment.window == 0, !bits.contains(.syn) {
        if closedWindows == 0 { windowClosedAt = place(frame) }
        closedWindows &+= 1
      }
    }
    if bits.contains(.syn) { return synchronize(segment.sequenceNumber, at: frame) }
    let length = segment.payloadLength
    guard length > 0 else { return }
    let end = segment.sequenceNumber + length
    guard isOpen, end.distance(from: highest) <= 0 else {
      highest = end
      isOpen = true
      largestPayload = max(largestPayload, UInt32(clamping: length))
      return
    }
    // One byte before the next is a keep-alive (RFC 9293 section 3.8.4).
    if length > 1 { `repeat`(segment.sequenceNumber, length, at: frame) }
  }

  private mutating func synchronize(_ number: SequenceNumber, at frame: Int) {
    synchronized.last = place(frame)
    if synchronized.first.distance == 0 {
      synchronized.first = synchronized.last
    } else {
      synchronized.count &+= 1
    }
    highest = number + 1
    isOpen = true
  }

  private mutating func `repeat`(_ start: SequenceNumber, _ length: Int, at frame: Int) {
    repeated &+= 1
    let length = UInt32(clamping: length)
    if again.times.count > 0, again.start == start {
      again.times.count &+= 1
      again.length = max(again.length, length)
    } else {
      again = Copies(start: start, length: length, times: Times(count: 1, first: place(frame)))
    }
    again.times.last = place(frame)
    if again.times.count >= most.times.count { most = again }
  }

  private func place(_ frame: Int) -> Place {
    Place(distance: UInt32(clamping: frame &- firstFrame &+ 1))
  }
}

// What they tell.
extension DirectionNotes {
  /// Whether nothing but when it spoke is to be told.
  var isPlain: Bool { synchronized.count == 0 && closedWindows == 0 && repeated == 0 }

  /// The segment that came again most often.
  var worst: Repetition { repetition(most) }

  /// The latest segment that came again.
  var latest: Repetition { repetition(again) }

  /// The side's SYN.
  var synchronizations: Repetition { repetition(Copies(times: synchronized)) }

  /// All segments that came again.
  var repetitions: Int { Int(repeated) }

  /// The payload of the largest segment in bytes.
  var largest: Int { Int(largestPayload) }

  /// The last frame without RST; 0 where there is none.
  var lastFrame: Int { frame(last) }

  /// Whether the side has acknowledged anything, or sent bytes behind its SYN.
  var goesOn: Bool { acknowledgedAt.distance > 0 || largestPayload > 0 }

  /// How often the side had no room, and the first frame that says so; 0 where none does.
  var zeroWindows: Int { Int(closedWindows) }
  var zeroWindowFrame: Int { frame(windowClosedAt) }

  /// The first frame with the highest acknowledgment number; 0 where there is none.
  var acknowledgedFrame: Int { frame(acknowledgedAt) }

  private func frame(_ place: Place) -> Int {
    place.distance == 0 ? 0 : firstFrame &+ Int(place.distance) &- 1
  }

  private func repetition(_ copies: Copies) -> Repetition {
    Repetition(
      start: copies.start, length: Int(copies.length), count: Int(copies.times.count),
      firstFrame: frame(copies.times.first), lastFrame: frame(copies.times.last))
  }
}

/// What the packets of a connection show of their way. Fixed in size: nothing is allocated.
struct PathNotes: Sendable {
  private(set) var client = DirectionNotes()
  private(set) var server = DirectionNotes()

  /// Nothing shown.
  init() {}

  /// What a SYN of the client shows that comes first.
  init(synchronizing number: SequenceNumber, at frame: Int) {
    client = DirectionNotes(synchronizing: number, at: frame)
  }

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
