private import CPcap
internal import Glibc

/// What a C stream over a `ByteSource` needs while it is open: the source and the stream's buffer.
@safe final class SavefileStream {
  let source: ByteSource
  /// The buffer of the stream. glibc takes one only from the caller: setvbuf(3) with none leaves
  /// the size as it is, and 4 KiB cost as much time as everything else about a frame. It starts at
  /// a page: read(2) into 256 KiB that do not was measured at a third of the speed.
  private let buffer: UnsafeMutableRawPointer

  static let bufferLength = 262_144

  init(source: ByteSource) {
    self.source = source
    unsafe buffer = .allocate(byteCount: Self.bufferLength, alignment: 4096)
  }

  deinit {
    unsafe buffer.deallocate()
  }

  /// A read that failed, or an unpacking program that did.
  func trouble(path: String, frame: Int?) -> CaptureError? {
    if source.failure != 0 {
      var error = CaptureError(path: path, number: source.failure, action: "cannot be read")
      error.frame = frame
      return error
    }
    guard let unpacker = source.unpacker, let failure = unpacker.finish() else { return nil }
    return CaptureError(path: path, frame: frame, reason: failure.reason, remedy: failure.remedy)
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
    let bytes = unsafe buffer.assumingMemoryBound(to: CChar.self)
    unsafe setvbuf(file, bytes, _IOFBF, Self.bufferLength)
    return unsafe file
  }
}
