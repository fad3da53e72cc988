internal import CPcap
private import Glibc

/// An open `pcap_t` with the bytes behind it.
struct PcapHandle: ~Copyable {
  /// Where the frames come from. A live interface will be a second case.
  enum Origin {
    case savefile(SavefileStream)
  }

  @safe let pointer: OpaquePointer
  let origin: Origin

  deinit {
    // pcap_close(3PCAP): "closes the files associated with p and deallocates resources". So the
    // FILE is libpcap's from the successful open on; its bytes and buffer are ours and go after it.
    withExtendedLifetime(origin) { unsafe pcap_close(pointer) }
  }

  /// The message of the last call that failed.
  var message: String {
    unsafe pcap_geterr(pointer).map { unsafe String(cString: $0) } ?? ""
  }
}

/// What a C stream over a `ByteSource` needs while it is open: the source and the stream's buffer.
final class SavefileStream {
  let source: ByteSource
  let kind: ContentKind
  /// The buffer of the stream. glibc takes one only from the caller: setvbuf(3) with none leaves
  /// the size as it is, and 4 KiB cost as much time as everything else about a frame.
  @safe private let buffer: UnsafeMutablePointer<CChar>

  static let bufferLength = 262_144

  init(source: ByteSource, kind: ContentKind) {
    self.source = source
    self.kind = kind
    unsafe buffer = .allocate(capacity: Self.bufferLength)
  }

  deinit {
    unsafe buffer.deallocate()
  }

  /// Opens a C stream; whoever closes it must keep this object until then.
  func openFile() -> UnsafeMutablePointer<FILE>? {
    let functions = unsafe cookie_io_functions_t(
      read: { cookie, bytes, count in
        guard let cookie = unsafe cookie, let bytes = unsafe bytes else { return -1 }
        let source = unsafe Unmanaged<ByteSource>.fromOpaque(cookie).takeUnretainedValue()
        let area = unsafe UnsafeMutableRawBufferPointer(start: bytes, count: count)
        return unsafe source.read(into: area)
      }, write: nil, seek: nil, close: nil)
    let cookie = unsafe Unmanaged.passUnretained(source).toOpaque()
    guard let file = unsafe fopencookie(cookie, "r", functions) else { return nil }
    unsafe setvbuf(file, buffer, _IOFBF, Self.bufferLength)
    return unsafe file
  }
}
