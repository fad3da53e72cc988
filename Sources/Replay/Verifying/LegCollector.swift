import CaptureFiles
import Primitives
import Reassembly

/// Gathers the legs of one side from the steps of its captures.
struct LegCollector: ~Copyable {
  /// The sessions with bytes, by the order in which they were opened.
  private(set) var legs: [Leg] = []
  /// Sessions of which nothing but parts of a handshake came.
  private(set) var bare = 0
  private(set) var spool: LegSpool
  /// By slot of the connection: the leg.
  private var slots: [Int32: Int] = [:]
  /// The times of the frames.
  private(set) var span: ClosedRange<Int64>?

  init() throws(CaptureError) { spool = try LegSpool() }

  /// Takes the steps of the next frames.
  ///
  /// - Throws: `CaptureError` where the temporary file cannot be written.
  mutating func take(_ block: StepBlock) throws(CaptureError) {
    if let next = block.span {
      let known = span ?? next
      span = min(known.lowerBound, next.lowerBound)...max(known.upperBound, next.upperBound)
    }
    for entry in block.entries {
      switch entry.kind {
      case .opened(let place):
        slots[entry.slot] = legs.count
        legs.append(Leg(block.openings[place].connection))
        spool.add()
      case .step(let step):
        if let leg = slots[entry.slot] { try take(step, leg, block) }
      case .closed(let place):
        guard let leg = slots.removeValue(forKey: entry.slot) else { continue }
        legs[leg].end(block.endings[place])
      case .bare: bare += 1
      case .peers, .silence, .segment, .time, .frame: break
      }
    }
  }

  private mutating func take(
    _ step: Step, _ leg: Int, _ block: StepBlock
  ) throws(CaptureError) {
    var piece = LegPiece(
      sender: step.sender, offset: step.offset, moment: step.moment, isCut: step.isCut)
    switch step.kind {
    case .bytes(let source):
      guard !legs[leg].isCut else { return }
      piece.bytes = block.copy(source)
      legs[leg][step.sender].sketch.append(piece.bytes[...])
    case .gap(let length, _):
      guard !legs[leg].isCut else { return }
      piece.missing = length
      legs[leg][step.sender].missing += length
      legs[leg][step.sender].sketch.gap()
    case .finished:
      legs[leg][step.sender].isFinished = true
      return
    case .opened, .established, .conflict, .dataAfterFIN, .reorderQueue, .wrongChecksum,
      .duplicate, .boundHit, .closed:
      return
    }
    guard try spool.append(piece, of: leg) else {
      legs[leg].isCut = true
      return
    }
    legs[leg][step.sender].end = piece.end
  }
}
