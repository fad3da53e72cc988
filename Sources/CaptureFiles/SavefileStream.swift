private import CPcap
import Glibc

/// What a C stream over a `ByteSource` needs while it is open: the source and the stream's buffer.
@safe final class SavefileStream {
  let source: ByteSource
  /// Bytes that were given to the C stream.
  private(set) var given = 0
  /// How many it gets at most, where it is not to read ahead; nil for no limit.
  private var limit: Int?
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
    return CaptureError(
      path: path, frame: failure.isBehindData ? nil : frame, reason: failure.reason,
      remedy: failure.remedy)
  }

  /// Lets the C stream have the file header of a classic capture and, until `lift`, nothing more.
  func holdBack(behind length: Int) { limit = length }

  /// Lets the C stream have everything.
  func lift() { limit = nil }

  private func read(into area: UnsafeMutableRawBufferPointer) -> Int {
    // Beyond the limit it gets what it asks for: `given` tells.
    let room = limit.map { $0 > given ? $0 - given : area.count } ?? area.count
    let part = unsafe UnsafeMutableRawBufferPointer(rebasing: area[..<min(room, area.count)])
    let count = unsafe source.read(into: part)
    if count > 0 { given += count }
    return count
  }

  /// Opens a C stream; whoever closes it must keep this object until then.
  func openFile() -> UnsafeMutablePointer<FILE>? {
    let functions = unsafe cookie_io_functions_t(
      read: { cookie, bytes, count in
        guard let cookie = unsafe cookie, let bytes = unsafe bytes else { return -1 }
        let stream = unsafe Unmanaged<SavefileStream>.fromOpaque(cookie).takeUnretainedValue()
        return unsafe stream.read(into: UnsafeMutableRawBufferPointer(start: bytes, count: count))
      }, write: nil, seek: nil, close: nil)
    let cookie = unsafe Unmanaged.passUnretained(self).toOpaque()
    guard let file = unsafe fopencookie(cookie, "r", functions) else { return nil }
    let bytes = unsafe buffer.assumingMemoryBound(to: CChar.self)
    unsafe setvbuf(file, bytes, _IOFBF, Self.bufferLength)
    return unsafe file
  }
}
