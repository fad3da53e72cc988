private import Glibc

/// A child process that unpacks a source, and its three pipes.
///
/// Everything happens inside `read`: the child is fed, its output taken and its complaints kept in
/// one `poll` loop, so no thread is needed and no pipe can fill up unseen. The child never outlives
/// this object, and is always waited for.
final class Unpacker {
  let compression: Compression
  private let source: ByteSource
  /// The child; nil once it was waited for.
  private(set) var child: Int32?
  private let output: Int32
  private var outputHasEnded = false
  /// The child's standard error; nil at its end.
  private var complaints: Int32?
  private var complaintText: [UInt8] = []
  /// The child's standard input; nil where it reads the source itself, or everything was fed.
  private var feed: Int32?
  /// Bytes of the source that the child has not taken yet.
  private var pending: [UInt8] = []
  private var pendingStart = 0
  private var polls = [pollfd](repeating: pollfd(fd: -1, events: 0, revents: 0), count: 4)
  private var failure: UnpackingFailure?

  /// How much of the child's standard error is kept, in bytes.
  private static let complaintLimit = 2048
  /// How much is taken from the source at once, in bytes.
  private static let feedLength = 65_536

  /// Starts the program that belongs to a compressed form.
  init(_ compression: Compression, source: ByteSource, path: String) throws(CaptureError) {
    self.compression = compression
    self.source = source
    let spawned = try spawn(compression, reading: source.untouchedDescriptor, path: path)
    child = spawned.process
    output = spawned.output
    complaints = spawned.complaints
    feed = spawned.feed
  }

  deinit {
    // A reader that goes away early leaves a child that waits for ever in write(2).
    if let child {
      kill(child, SIGKILL)
      _ = Self.wait(for: child)
    }
    close(output)
    if let complaints { close(complaints) }
    if let feed { close(feed) }
  }

  /// Reads unpacked bytes; 0 at the end, whether that is a good one or not (`finish` says).
  func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    while !outputHasEnded {
      waitForWork()
      if polls[1].revents != 0 { takeComplaints() }
      if polls[2].revents != 0 || polls[3].revents != 0 || hasInputAtHand { feedChild() }
      guard polls[0].revents != 0 else { continue }
      let count = unsafe Glibc.read(output, buffer.baseAddress, buffer.count)
      if count > 0 { return count }
      if count < 0 && (errno == EINTR || errno == EAGAIN) { continue }
      outputHasEnded = true
    }
    return 0
  }

  /// What went wrong with the child; nil where nothing did, or where it has not come to its end.
  func finish() -> UnpackingFailure? {
    guard outputHasEnded, let child else { return failure }
    endFeed()
    while complaints != nil { takeComplaints() }
    self.child = nil
    let status = Self.wait(for: child)
    if source.failure != 0 {
      failure = UnpackingFailure(reading: compression, error: source.failure)
    } else if status != 0 {
      failure = UnpackingFailure(of: compression, status: status, complaints: complaintText)
    }
    return failure
  }

  /// Whether source bytes can be taken without waiting.
  private var hasInputAtHand: Bool {
    feed != nil && pendingStart == pending.count && source.pollDescriptor == nil
  }

  /// Waits until the output, the complaints or the feed can go on.
  private func waitForWork() {
    polls[0] = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
    polls[1] = pollfd(fd: complaints ?? -1, events: Int16(POLLIN), revents: 0)
    if let feed, pendingStart < pending.count {
      polls[2] = pollfd(fd: feed, events: Int16(POLLOUT), revents: 0)
    } else {
      let waitsFor = feed == nil ? -1 : source.pollDescriptor ?? -1
      polls[2] = pollfd(fd: waitsFor, events: Int16(POLLIN), revents: 0)
    }
    let bell = feed == nil ? -1 : StopRequest.inputBell
    polls[3] = pollfd(fd: bell, events: Int16(POLLIN), revents: 0)
    let timeout: Int32 = hasInputAtHand ? 0 : -1
    if unsafe poll(&polls, nfds_t(polls.count), timeout) < 0 {
      for index in polls.indices { polls[index].revents = 0 }
    }
  }

  /// Moves bytes from the source to the child.
  private func feedChild() {
    guard let feed else { return }
    if pendingStart == pending.count {
      var count = 0
      pending = unsafe [UInt8](unsafeUninitializedCapacity: Self.feedLength) {
        buffer, initialized in
        count = unsafe source.read(into: UnsafeMutableRawBufferPointer(buffer))
        initialized = max(count, 0)
      }
      pendingStart = 0
      if count <= 0 { return endFeed() }
    }
    let sent = unsafe pending.withUnsafeBytes { bytes in
      // send(2) on a socket pair, as MSG_NOSIGNAL keeps SIGPIPE away without touching the process.
      let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[pendingStart...])
      return unsafe send(feed, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
    }
    if sent > 0 { pendingStart += sent }
    if sent < 0 && errno != EINTR && errno != EAGAIN { endFeed() }
  }

  private func endFeed() {
    if let feed { close(feed) }
    feed = nil
  }

  /// Takes what the child has written to its standard error, and keeps the first of it.
  private func takeComplaints() {
    guard let complaints else { return }
    var count = 0
    let text = unsafe [UInt8](unsafeUninitializedCapacity: 1024) { buffer, initialized in
      count = unsafe Glibc.read(complaints, buffer.baseAddress, buffer.count)
      initialized = max(count, 0)
    }
    if count < 0 && errno == EINTR { return }
    if count <= 0 {
      close(complaints)
      self.complaints = nil
      return
    }
    complaintText += text.prefix(Self.complaintLimit - complaintText.count)
  }

  /// Waits for a child; its status as wait(2) gives it.
  private static func wait(for child: pid_t) -> Int32 {
    var status: Int32 = 0
    while unsafe waitpid(child, &status, 0) < 0 && errno == EINTR {}
    return status
  }
}
