import CaptureFiles
import Packets
import Primitives

/// One input, read from its start to its end, as the steps of its sessions.
struct StepReading: Sendable {
  /// What is known of an input once it is open.
  struct Header: Sendable {
    var linkTypeName: String
    var snapshotLength: Int
    /// Nil where it is not understood.
    var linkType: LinkType?
    var precision: TimestampPrecision
    /// What reads the input ahead for a thread that has time; nil where nothing does.
    var ahead: PlainRecords?
  }

  /// How the reading of an input ended.
  struct Ending: Sendable {
    /// Its frames, those too that a filter left out.
    var frames = 0
    /// What damaged it, or why it could not be read.
    var error: CaptureError?
    /// What the kernel counted of an interface.
    var kernel: KernelCounts?
  }

  var input: CaptureInput
  var filter: String?
  /// The number of the last frame of earlier inputs.
  var first: Int
  /// Whether another thread may read ahead.
  var isHelped = false
  /// Whether blocks hold all frames as records.
  var records = false
  /// The unit of their time stamps; nil for the input's own.
  var precision: TimestampPrecision?

  /// Reads.
  ///
  /// - Parameters:
  ///   - tracker: puts sessions together.
  ///   - block: an empty one.
  ///   - begin: told what is known once the input is open.
  ///   - isDue: whether a block is handed out that is not full.
  ///   - take: receives a block, leaves an empty one, and says whether to go on.
  /// - Returns: how the input ended.
  /// - Throws: why it could not be read at all.
  func run(
    _ tracker: inout SessionTracker, block: consuming StepBlock, begin: (Header) -> Void,
    isDue: () -> Bool, take: (inout StepBlock) -> Bool
  ) throws(CaptureError) -> Ending {
    var reader = try CaptureReader(opening: input, filter: filter)
    let known = LinkType(dataLinkType: reader.linkType)
    if isHelped, known == .ethernet {
      let decoder = tracker.decoder.common
      reader.note { DecodedFrames(decoder) }
    }
    begin(
      Header(
        linkTypeName: reader.linkTypeName, snapshotLength: reader.snapshotLength,
        linkType: known, precision: reader.precision, ahead: reader.ahead))
    guard let linkType = known else {
      throw CaptureError(
        path: input.path, reason: "link type \(reader.linkTypeName) is not understood",
        remedy: "capture on an Ethernet, cooked, raw IP, loopback or PPP interface",
        isOfForeignKind: true)
    }
    let format = SavefileFormat(
      precision: precision ?? reader.precision, linkType: 0, snapshotLength: 0)
    // Frames that a filter leaves out would stand between others.
    let lendsRecords = filter == nil && reader.lentRecords == format.precision
    var block = block
    var buffer: FrameBuffer?
    var decoded = CommonFrames()
    var goesOn = true
    let outcome = reader.readLending { frame, bytes, place in
      guard goesOn else { return false }
      if records {
        let lent = lendsRecords ? place : nil
        if !block.canRecord(lentAt: lent) {
          goesOn = take(&block)
          block.buffer = buffer
        }
        block.record(
          bytes, lentAt: lent, originalLength: frame.originalLength, time: frame.nanoseconds,
          as: format)
      }
      let moment = Moment(frame: first + frame.number, time: frame.nanoseconds)
      switch decoded.next() {
      case .segment:
        decoded.foresee(tracker.reassembler)
        tracker.receive(
          decoded.segment, of: bytes, lentAt: place, at: moment, isPlaced: records,
          into: &block)
      case .other:
        tracker.receiveOther(bytes, at: moment, isPlaced: records, into: &block)
      case .unknown:
        tracker.receive(
          bytes, lentAt: place, linkType: linkType, originalLength: frame.originalLength,
          at: moment, isPlaced: records, into: &block)
      }
      guard block.isFull || isDue() else { return true }
      goesOn = take(&block)
      block.buffer = buffer
      return goesOn
    } buffer: { next, notes in
      decoded.removeAll()
      (notes as? DecodedFrames)?.exchange(&decoded)
      // A block has the bytes of one buffer.
      if block.frames > 0 { goesOn = take(&block) }
      buffer = next
      block.buffer = next
    } idle: {
      block.frames > 0 ? take(&block) : true
    }
    if block.frames > 0 { _ = take(&block) }
    var ending = Ending(frames: reader.framesRead, kernel: reader.kernelCounts)
    if case .damaged(let error) = outcome { ending.error = error }
    return ending
  }
}
