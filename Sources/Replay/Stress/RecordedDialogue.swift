import Primitives
import Reassembly

/// One session as its two streams in turns, so that they can be cut anew.
struct RecordedDialogue: Sendable {
  /// Bytes of one side with none of the other between them.
  struct Turn: Sendable {
    var sender: Sender
    /// The stream offset of the first byte.
    var offset: UInt64
    var bytes: [UInt8]
    /// The times of the captured segments, by the stream offset of their first byte.
    var times: [(offset: UInt64, time: Int64)]

    /// The stream offsets of its bytes.
    var range: Range<UInt64> { offset..<offset &+ UInt64(bytes.count) }

    /// When the byte at an offset was captured.
    func time(at offset: UInt64) -> Int64 {
      times[max(0, times.partitioningIndex { $0.offset > offset } - 1)].time
    }
  }

  /// What comes next in the session.
  enum Item: Sendable {
    case turn(Turn)
    /// Bytes that the capture does not have.
    case hole(Hole)
  }

  /// Bytes that the capture does not have.
  struct Hole: Sendable {
    var sender: Sender
    var length: UInt64
    var isSnapped: Bool
    var time: Int64
  }

  /// The session as the capture opens it.
  var opening: StepBlock.Opening
  /// The number of the connection.
  var number: Int
  /// What came, in order.
  var items: [Item] = []
  /// Where the captured segments begin.
  var captured = Cuts()
  /// The stream offsets behind the last bytes.
  var ends: (client: UInt64, server: UInt64) = (0, 0)
  /// The side of which the capture has no packet, where one is.
  var silentSide: Sender?
  /// Whether both sides, or an RST, closed the connection.
  var isClosed = false
  /// Whether bytes were left out, because there were too many.
  var isCut = false
  /// The frames and times at which it begins and ends.
  var last: Moment

  /// The bytes of a session that are kept at most.
  static let byteLimit = 64 << 20

  /// The turns in order.
  var turns: [Turn] {
    items.compactMap { item in
      switch item {
      case .turn(let turn): turn
      case .hole: nil
      }
    }
  }

  /// The number of bytes that can be cut.
  var size: Int { turns.reduce(0) { $0 + $1.bytes.count } }

  /// Whether bytes are missing.
  var hasHoles: Bool {
    items.contains { item in
      switch item {
      case .turn: false
      case .hole: true
      }
    }
  }

  /// Bytes of one stream, as far as they are kept in one turn.
  func bytes(_ range: Range<UInt64>, of sender: Sender) -> ArraySlice<UInt8>? {
    for turn in turns where turn.sender == sender {
      guard turn.range.lowerBound <= range.lowerBound, range.upperBound <= turn.range.upperBound
      else { continue }
      let start = Int(range.lowerBound - turn.offset)
      return turn.bytes[start..<start + range.count]
    }
    return nil
  }
}

/// Gathers the dialogue of one session from the steps of a capture.
struct DialogueCollector {
  private let selector: SessionSelector
  private var slot: Int32?
  private(set) var dialogue: RecordedDialogue?
  private var turn: RecordedDialogue.Turn?
  private var cuts: [Cuts.Cut] = []
  private var kept = 0

  /// A collector of the first session that a selector names.
  init(_ selector: SessionSelector) { self.selector = selector }

  /// Takes the steps of the next frames.
  mutating func take(_ block: StepBlock) {
    for entry in block.entries {
      switch entry.kind {
      case .opened(let place):
        open(block.openings[place], entry.slot)
      case .step(let step) where entry.slot == slot:
        take(step, block)
      case .closed(let place) where entry.slot == slot:
        close(block.endings[place])
      case .peers(let peers) where entry.slot == slot:
        dialogue?.silentSide = peers.silentSide
      case .step, .closed, .bare, .peers, .silence, .segment, .time, .frame:
        break
      }
    }
  }

  private mutating func open(_ opening: StepBlock.Opening, _ slot: Int32) {
    guard dialogue == nil, selector.matches(opening.connection) else { return }
    self.slot = slot
    dialogue = RecordedDialogue(
      opening: opening, number: opening.connection.number, last: opening.connection.first)
  }

  private mutating func take(_ step: Step, _ block: StepBlock) {
    switch step.kind {
    case .bytes(let source):
      add(step, block.copy(source))
    case .gap(let length, let reason):
      endTurn()
      dialogue?.items.append(
        .hole(
          RecordedDialogue.Hole(
            sender: step.sender, length: length, isSnapped: reason == .snapped,
            time: step.moment.time)))
      move(step.sender, to: step.offset &+ length)
    case .opened, .established, .conflict, .dataAfterFIN, .reorderQueue, .wrongChecksum,
      .finished, .duplicate, .boundHit, .closed:
      break
    }
    dialogue?.last = step.moment
  }

  private mutating func add(_ step: Step, _ bytes: [UInt8]) {
    guard kept + bytes.count <= RecordedDialogue.byteLimit, dialogue?.isCut == false else {
      dialogue?.isCut = true
      return
    }
    kept += bytes.count
    move(step.sender, to: step.offset &+ UInt64(bytes.count))
    if turn?.sender != step.sender || turn?.range.upperBound != step.offset { endTurn() }
    cuts.append(Cuts.Cut(sender: step.sender, offset: step.offset))
    var turn =
      self.turn.take()
      ?? RecordedDialogue.Turn(sender: step.sender, offset: step.offset, bytes: [], times: [])
    turn.bytes += bytes
    turn.times.append((step.offset, step.moment.time))
    self.turn = turn
  }

  private mutating func move(_ sender: Sender, to offset: UInt64) {
    switch sender {
    case .client: dialogue?.ends.client = offset
    case .server: dialogue?.ends.server = offset
    }
  }

  private mutating func endTurn() {
    if let turn = turn.take() { dialogue?.items.append(.turn(turn)) }
  }

  private mutating func close(_ ending: StepBlock.Ending) {
    endTurn()
    slot = nil
    dialogue?.captured = Cuts(cuts)
    dialogue?.isClosed = !ending.isCutOff
    dialogue?.last = ending.moment
  }
}
