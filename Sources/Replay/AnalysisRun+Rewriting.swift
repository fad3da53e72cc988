import CaptureFiles
import Packets
import Primitives
import Rewriting

/// The rewritten capture of a run.
struct RewriteState: ~Copyable {
  let request: RewriteRequest
  /// The target, until the first input tells what form it has.
  var target: OutputFile?
  var log: FrameLog?
  var format: SavefileFormat?
  /// The name of the first input's link type.
  var linkTypeName = ""

  init(_ request: RewriteRequest) throws(OutputError) {
    self.request = request
    target = try OutputFile(named: request.path)
    format = nil
  }

  /// How frames are recorded: nil leaves it to the first input.
  var precision: TimestampPrecision? { (format ?? request.format)?.precision }

  /// Takes the next input; the first one decides about the form of the output.
  ///
  /// - Returns: the link type, where this was the first one.
  mutating func begin(
    _ header: FrameBlocks.Header, of input: CaptureInput
  ) throws(OutputError) -> LinkType? {
    guard let linkType = header.linkType else { return nil }
    let number = UInt32(truncatingIfNeeded: linkType.savefileNumber)
    if let format {
      guard format.linkType == number else {
        throw OutputError(
          path: input.path,
          reason:
            "its link type \(header.linkTypeName) is not \(linkTypeName), that of the first capture",
          remedy: "rewrite it into a file of its own")
      }
      return nil
    }
    let wanted = request.format
    let format = SavefileFormat(
      precision: wanted?.precision ?? header.precision, linkType: number,
      snapshotLength: max(wanted?.snapshotLength ?? 0, header.snapshotLength))
    self.format = format
    linkTypeName = header.linkTypeName
    if let target = target.take() {
      log = try FrameLog(format, limit: request.heldLimit, output: target)
    }
    return linkType
  }

  /// Gives the output its name; leaves nothing where no input could be read.
  consuming func finish() throws(OutputError) {
    if let log = log.take() {
      try log.finish()
    } else if let target = target.take() {
      target.discard()
    }
  }
}

extension Analysis {
  /// Takes the frames of a block and moves them to the log.
  ///
  /// - Parameters:
  ///   - block: all frames as records; gets its memory back where nothing of it waits.
  ///   - log: the frames of the output.
  ///   - body: called behind each frame with its index.
  mutating func receive(
    _ block: inout FrameBlock, in log: inout FrameLog,
    _ body: (inout Analysis, FrameBlock.Entry) -> Void
  ) throws(OutputError) {
    log.begin(&block.bytes)
    let header = SavefileFormat.recordHeaderLength
    var position = log.start
    var datagrams = 0
    for index in block.entries.indices {
      let entry = block.entries[index]
      let moment = Moment(frame: entry.number, time: entry.time)
      let frame = PlacedFrame(
        number: entry.number, time: entry.time,
        record: FrameRecord(position: position, length: header + entry.length),
        headerLength: header)
      if isExpiring(at: moment) {
        advance(to: moment)
        settle(at: entry.time, position: position, in: &log)
      }
      if case .reassembled = entry.decoded {
        let datagram = block.datagrams.span.extracting(entry.bytes)
        receive(entry.decoded, datagram, at: moment)
        place(entry.decoded, frame, datagram, block.parts[datagrams], in: &log)
        datagrams += 1
      } else {
        receive(entry.decoded, log.current.span.extracting(entry.bytes), at: moment)
        place(entry.decoded, frame, [UInt8]().span, [], in: &log)
      }
      position = frame.record.position &+ UInt64(frame.record.length)
      body(&self, entry)
    }
    keepBound(in: log)
    try log.retire(upTo: rewriter?.oldestUndecided, returning: &block.bytes)
  }
}
