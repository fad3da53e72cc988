import CPcap
private import Glibc
import Primitives

/// An open network interface, from which frames are read as they pass.
///
/// It is opened before it is read, so that what opening it needs may be given up in between.
public final class LiveInterface: Sendable {
  /// The name, as `eth0`; `any` is all of them where the system has that.
  public let name: String
  private let handle: Guarded<PcapHandle?>

  /// How long the kernel gathers frames before it hands them over, in milliseconds.
  static let gatheringTime: Int32 = 100
  /// How often so much time passes without a frame before none is left in the kernel: once, and once
  /// more for a timer that is late.
  static let gatheringRounds = 2

  /// Opens an interface.
  ///
  /// - Parameters:
  ///   - name: its name.
  ///   - filter: a BPF expression, which the kernel applies.
  ///   - bufferSize: what the kernel may hold until it is read, in bytes.
  /// - Throws: `CaptureError` where it is not there, may not be read, or the filter is wrong.
  public init(opening name: String, filter: String?, bufferSize: Int) throws(CaptureError) {
    self.name = name
    let opened = try PcapHandle(interface: name)
    try opened.activate(name, bufferSize: bufferSize)
    if let filter = try FrameFilter.compile(filter, for: opened, path: name) {
      try filter.install(in: opened, path: name)
    }
    handle = Guarded(consume opened)
  }

  /// The handle, which is given away once.
  func takeHandle() -> PcapHandle? { handle.withLock { $0.take() } }
}

extension LiveInterface: Hashable {
  /// An interface is equal to itself alone.
  public static func == (one: LiveInterface, other: LiveInterface) -> Bool { one === other }

  /// The hash of its identity.
  public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}

/// What the kernel counted while an interface was read.
public struct KernelCounts: Hashable, Sendable {
  /// Frames that were not captured because the buffer was full.
  public var dropped: Int
  /// Frames that the interface or its driver dropped.
  public var droppedByInterface: Int
}

extension PcapHandle {
  /// An interface, which is not open yet.
  init(interface name: String) throws(CaptureError) {
    var message = [CChar](repeating: 0, count: Int(PCAP_ERRBUF_SIZE))
    guard let created = unsafe pcap_create(name, &message) else {
      let text = String(
        decoding: message.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
      throw CaptureError(path: name, reason: "cannot be opened (\(text))")
    }
    unsafe self.init(adopting: created, origin: .interface)
  }

  /// Opens the interface.
  func activate(_ name: String, bufferSize: Int) throws(CaptureError) {
    unsafe pcap_set_snaplen(pointer, Int32(SavefileFormat.longestFrame))
    unsafe pcap_set_promisc(pointer, 1)
    unsafe pcap_set_buffer_size(pointer, Int32(clamping: bufferSize))
    unsafe pcap_set_timeout(pointer, LiveInterface.gatheringTime)
    guard unsafe pcap_set_tstamp_precision(pointer, PCAP_TSTAMP_PRECISION_NANO) == 0 else {
      throw CaptureError(path: name, reason: "gives no time stamps in nanoseconds")
    }
    let status = unsafe pcap_activate(pointer)
    if status < 0 { throw refusal(ofInterface: name, status: status) }
    var message = [CChar](repeating: 0, count: Int(PCAP_ERRBUF_SIZE))
    if unsafe pcap_setnonblock(pointer, 1, &message) != 0 {
      throw CaptureError(path: name, reason: "cannot be waited for (\(self.message))")
    }
  }

  private func refusal(ofInterface name: String, status: Int32) -> CaptureError {
    switch status {
    case PCAP_ERROR_NO_SUCH_DEVICE:
      CaptureError(path: name, reason: "no such interface", remedy: "'ip link' lists them")
    case PCAP_ERROR_PERM_DENIED, PCAP_ERROR_PROMISC_PERM_DENIED:
      CaptureError(
        path: name, reason: "permission denied",
        remedy: "run as root: rights are given up once the interface is open")
    case PCAP_ERROR_IFACE_NOT_UP:
      CaptureError(
        path: name, reason: "the interface is down",
        remedy: "'ip link set \(shellQuoted(name)) up' brings it up")
    default: CaptureError(path: name, reason: "cannot be opened (\(message))")
    }
  }

  /// Waits until frames have come, as long as the kernel gathers some at most, or a signal.
  func waitForFrames() {
    var waiting = unsafe pollfd(
      fd: pcap_get_selectable_fd(pointer), events: Int16(POLLIN), revents: 0)
    unsafe poll(&waiting, 1, LiveInterface.gatheringTime)
  }

  /// What the kernel counted; nil where it does not tell, and for a file.
  var kernelCounts: KernelCounts? {
    guard case .interface = origin else { return nil }
    var counts = pcap_stat()
    guard unsafe pcap_stats(pointer, &counts) == 0 else { return nil }
    return KernelCounts(
      dropped: Int(counts.ps_drop), droppedByInterface: Int(counts.ps_ifdrop))
  }
}

/// The time now, in nanoseconds since 1970.
func currentTime() -> Int64 {
  var time = timespec()
  unsafe clock_gettime(CLOCK_REALTIME, &time)
  return Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
}
