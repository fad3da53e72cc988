import CPcap
private import Glibc

/// Reads the frames of one capture, in its order.
///
/// Classic pcap (both byte orders, micro- and nanoseconds) and pcapng, plain or compressed by gzip,
/// zstd, xz or lz4, from a file, a FIFO or standard input. Nothing is sought.
///
/// Limits: libpcap hands out neither the interface nor the comments of a pcapng frame, and wants
/// one link type and one snapshot length in all interfaces.
public struct CaptureReader: ~Copyable {
  private let handle: PcapHandle
  /// The records that are read without libpcap; nil where there are none any more.
  private var records: PlainRecords?
  /// The piece of them at hand.
  private var piece: PlainRecords.Piece?
  /// Its first record that was not lent.
  private var nextRecord = 0
  private let filter: FrameFilter?
  private let path: String
  /// Whether seconds have 32 bits without a sign, which libpcap takes for one.
  private let isClassic: Bool
  /// The frames so far, those among them that a filter left out.
  public private(set) var framesRead = 0
  private var outcome: ReadOutcome?

  /// Link-layer header type as a `DLT_` number of libpcap; any, also one that nothing here decodes.
  public let linkType: Int32
  /// Most bytes of a frame that the capture keeps; never above what libpcap allows the link type.
  public let snapshotLength: Int

  /// The unit of the capture's own time stamps.
  public let precision: TimestampPrecision

  /// Opens a capture and reads its file header.
  ///
  /// - Parameters:
  ///   - input: the capture. A pipe is waited for until its file header has come.
  ///   - filter: a BPF expression as pcap-filter(7) has it, passed to libpcap as it is.
  /// - Throws: `CaptureError` where it cannot be opened, is no capture, or the filter is wrong.
  public init(opening input: CaptureInput, filter: String? = nil) throws(CaptureError) {
    try self.init(opening: input, filter: filter, readsRecords: true)
  }

  /// The same; libpcap alone reads where `readsRecords` is false.
  init(opening input: CaptureInput, filter: String?, readsRecords: Bool) throws(CaptureError) {
    if case .interface(let interface) = input {
      try self.init(interface)
      return
    }
    if StopRequest.stopsFiles { throw CaptureError(interrupted: input.path) }
    let source: ByteSource
    do throws(CaptureError) { source = try openCapture(input).source } catch {
      throw error.unlessInterrupted
    }
    let stream = SavefileStream(source: source)
    if readsRecords, case .pcap = recognise(firstBytes: source.firstBytes) {
      stream.holdBack(behind: PlainRecords.fileHeaderLength)
    }
    let handle: PcapHandle
    do throws(CaptureError) { handle = try PcapHandle(opening: stream, path: input.path) } catch {
      throw error.unlessInterrupted
    }
    let compiled = try FrameFilter.compile(filter, for: handle, path: input.path)
    stream.lift()
    let records = PlainRecords(
      stream, linkType: unsafe pcap_datalink(handle.pointer),
      snapshotLength: unsafe Int(pcap_snapshot(handle.pointer)))
    self.init(
      handle, path: input.path, precision: timestampPrecision(head: source.firstBytes),
      isClassic: recognise(firstBytes: source.firstBytes) == .pcap, compiled, records)
  }

  /// Reads an interface that is open.
  private init(_ interface: LiveInterface) throws(CaptureError) {
    guard let handle = interface.takeHandle() else {
      throw CaptureError(path: interface.name, reason: "was read already")
    }
    self.init(handle, path: interface.name, precision: .nanoseconds, isClassic: false, nil, nil)
  }

  private init(
    _ handle: consuming PcapHandle, path: String, precision: TimestampPrecision, isClassic: Bool,
    _ filter: consuming FrameFilter?, _ records: consuming PlainRecords?
  ) {
    linkType = unsafe pcap_datalink(handle.pointer)
    snapshotLength = unsafe Int(pcap_snapshot(handle.pointer))
    self.handle = handle
    self.path = path
    self.precision = precision
    self.isClassic = isClassic
    self.filter = filter
    self.records = records
  }

  /// What reads the capture ahead, on any thread that has time; nil where nothing is read ahead.
  public var ahead: PlainRecords? {
    if let records, records.mayBeHelped { records } else { nil }
  }

  /// Has the frames that are read ahead looked at before they are lent. Nothing is to have been read yet.
  ///
  /// - Parameter makeNotes: makes what looks at some of them.
  public func note(_ makeNotes: @escaping @Sendable () -> any FrameNotes) {
    if filter == nil { ahead?.note(makeNotes) }
  }

  /// What the kernel counted of an interface; nil for a file.
  public var kernelCounts: KernelCounts? { handle.kernelCounts }

  /// Name of the link type as `tcpdump -L` prints it, or `DLT 147` where it has none.
  public var linkTypeName: String {
    unsafe pcap_datalink_val_to_name(linkType).map { unsafe String(cString: $0) }
      ?? "DLT \(linkType)"
  }

  /// Lends each frame to a receiver, until the end, damage, or the receiver has enough.
  ///
  /// A call after `stopped` goes on with the next frame; after the end or damage it says the same
  /// again.
  ///
  /// - Parameters:
  ///   - body: takes a frame and its captured bytes, which may be none, and says whether to go on.
  ///   - idle: called while no frame comes from an interface, ten times a second; says whether to go on.
  /// - Returns: why there were no more frames.
  public mutating func read(
    _ body: (CaptureFrame, Span<UInt8>) -> Bool, idle: () -> Bool = { true }
  ) -> ReadOutcome {
    readLending({ frame, bytes, _ in body(frame, bytes) }, buffer: { _, _ in }, idle: idle)
  }

  /// The same for a receiver that keeps frames without a copy.
  ///
  /// - Parameters:
  ///   - body: also takes where in the buffer of which it was told last the bytes lie; nil where they
  ///     lie in none.
  ///   - buffer: takes the buffer in which the frames to come lie, and what was found in them, nil where
  ///     nobody has looked.
  ///   - idle: as above.
  /// - Returns: why there were no more frames.
  public mutating func readLending(
    _ body: (CaptureFrame, Span<UInt8>, Int?) -> Bool,
    buffer: (FrameBuffer, (any FrameNotes)?) -> Void,
    idle: () -> Bool
  ) -> ReadOutcome {
    if let outcome { return outcome }
    /// From which time on no frame of an interface is wanted any more.
    var end = Int64.max
    /// How often none has come since then.
    var rounds = 0
    if records != nil, !readRecords(body, buffer) { return .stopped }
    var header: UnsafeMutablePointer<pcap_pkthdr>?
    var bytes: UnsafePointer<UInt8>?
    while true {
      // pcap_next_ex(3PCAP): header and data "are not to be freed by the caller, and are not
      // guaranteed to be valid after the next call"; so they are lent, as a Span.
      let status = unsafe pcap_next_ex(handle.pointer, &header, &bytes)
      if end == .max, case .interface = handle.origin, StopRequest.isMade { end = currentTime() }
      if status == 0 {
        guard idle() else { return .stopped }
        if end < .max {
          // What has passed by then may still be gathered in the kernel.
          guard rounds < LiveInterface.gatheringRounds else { return finish(.end) }
          rounds &+= 1
        }
        handle.waitForFrames()
        continue
      }
      guard status == 1, let header = unsafe header, let bytes = unsafe bytes else {
        return finish(self.end(status: status))
      }
      let nanoseconds = unsafe time(of: header.pointee.ts)
      if nanoseconds > end { return finish(.end) }
      framesRead &+= 1
      if unsafe filter?.accepts(header, bytes) == false { continue }
      let captured = unsafe Int(header.pointee.caplen)
      let frame = unsafe CaptureFrame(
        nanoseconds: nanoseconds,
        originalLength: max(Int(header.pointee.len), captured), number: framesRead)
      let buffer = unsafe UnsafeBufferPointer(start: bytes, count: captured)
      guard unsafe body(frame, buffer.span, nil) else { return .stopped }
    }
  }

  /// The unit of times where the frames that are lent lie behind record headers of a classic capture as
  /// this machine writes it, one record behind the other; nil where they do not.
  public var lentRecords: TimestampPrecision? { records?.precision }

  /// Lends the frames that are read without libpcap.
  ///
  /// - Returns: false where the receiver has enough.
  private mutating func readRecords(
    _ body: (CaptureFrame, Span<UInt8>, Int?) -> Bool,
    _ buffer: (FrameBuffer, (any FrameNotes)?) -> Void
  ) -> Bool {
    while let records {
      if let piece, let frames = piece.buffer {
        guard frames.withBytes({ lend(piece, frames, $0, body, buffer) }) else { return false }
      }
      piece = records.next(piece.take())
      nextRecord = 0
      if piece == nil {
        records.handOver()
        self.records = nil
      }
    }
    return true
  }

  /// Lends the frames of a piece.
  ///
  /// - Returns: false where the receiver has enough.
  private mutating func lend(
    _ piece: PlainRecords.Piece, _ frames: FrameBuffer, _ all: Span<UInt8>,
    _ body: (CaptureFrame, Span<UInt8>, Int?) -> Bool,
    _ buffer: (FrameBuffer, (any FrameNotes)?) -> Void
  ) -> Bool {
    var isFresh = nextRecord == 0
    while nextRecord < piece.records.count {
      let record = piece.records[nextRecord]
      nextRecord &+= 1
      framesRead &+= 1
      let bytes = all.extracting(record.place..<record.place &+ record.captured)
      if filter != nil, !isAccepted(record, bytes) { continue }
      if isFresh {
        buffer(frames, piece.notes)
        isFresh = false
      }
      let frame = CaptureFrame(
        nanoseconds: record.nanoseconds, originalLength: record.original, number: framesRead)
      guard body(frame, bytes, record.place) else { return false }
    }
    return true
  }

  /// Whether the filter lets a record through.
  private func isAccepted(_ record: PlainRecord, _ bytes: Span<UInt8>) -> Bool {
    var header = pcap_pkthdr()
    header.caplen = UInt32(record.captured)
    header.len = UInt32(record.original)
    header.ts.tv_sec = Int(record.nanoseconds / 1_000_000_000)
    header.ts.tv_usec = Int(record.nanoseconds % 1_000_000_000)
    return unsafe bytes.withUnsafeBufferPointer { bytes in
      guard let first = bytes.baseAddress else { return false }
      return unsafe filter?.accepts(&header, first) ?? true
    }
  }

  /// The time of a frame that libpcap hands out, in nanoseconds since 1970.
  private func time(of stamp: timeval) -> Int64 {
    var stamp = stamp
    if isClassic { stamp.tv_sec = Int(UInt32(truncatingIfNeeded: stamp.tv_sec)) }
    return nanoseconds(stamp)
  }

  private mutating func finish(_ outcome: ReadOutcome) -> ReadOutcome {
    self.outcome = outcome
    return outcome
  }

  /// What an end of `pcap_next_ex` means: -2 is the end of the file, -1 an error.
  private func end(status: Int32) -> ReadOutcome {
    let frame = framesRead + 1
    if StopRequest.hasEndedInput { return .end }
    let interruption = CaptureError(
      path: path, reason: "is read up to frame \(framesRead): a signal has ended the reading")
    if StopRequest.stopsFiles { return .damaged(interruption) }
    // The source's own trouble comes first: libpcap only sees that bytes are missing.
    let trouble = handle.origin.trouble(path: path, frame: frame)
    if trouble == nil, status == PCAP_ERROR_BREAK { return .end }
    if path == "-", StopRequest.hasEndedWriter { return .damaged(interruption) }
    if let trouble { return .damaged(trouble) }
    if case .interface = handle.origin {
      return .damaged(
        CaptureError(path: path, reason: "cannot be read any more (\(handle.message))"))
    }
    return .damaged(refusal(handle.message, path: path, frame: frame, linkType: linkType))
  }
}

/// A time stamp that was asked for in nanoseconds, kept at the limits of `Int64`.
@inline(__always)
private func nanoseconds(_ time: timeval) -> Int64 {
  let (whole, hasOverflown) = Int64(time.tv_sec).multipliedReportingOverflow(by: 1_000_000_000)
  let (sum, hasSpilt) = whole.addingReportingOverflow(Int64(time.tv_usec))
  if hasOverflown || hasSpilt { return time.tv_sec < 0 ? .min : .max }
  return sum
}
