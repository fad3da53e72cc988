private import Glibc

/// The bytes of one input, plain or unpacked, read once from start to end.
///
/// Bytes that were read to recognise the input are given out again, so that nothing has to be
/// sought. The source owns its descriptor, unless that is standard input.
final class ByteSource {
  private enum Origin {
    case descriptor(Int32)
    case unpacker(Unpacker)
  }

  private let origin: Origin
  /// Bytes that `peek` took from a source that cannot be read twice.
  private var head: [UInt8] = []
  private var headStart = 0
  /// What `peek` has seen.
  private(set) var firstBytes: [UInt8] = []
  /// The `errno` of the read that failed; 0 while none has.
  private(set) var failure: Int32 = 0

  /// Takes over an open descriptor.
  init(descriptor: Int32) {
    origin = .descriptor(descriptor)
  }

  /// Reads what an unpacker makes of its own source.
  init(unpacker: Unpacker) {
    origin = .unpacker(unpacker)
  }

  deinit {
    // The owner of a descriptor closes it once; descriptor 0 is the process's, not ours.
    if case .descriptor(let descriptor) = origin, descriptor != STDIN_FILENO { close(descriptor) }
  }

  /// The program that unpacks this source; nil for a plain one.
  var unpacker: Unpacker? {
    if case .unpacker(let unpacker) = origin { unpacker } else { nil }
  }

  /// The descriptor that a child process can read everything from; nil where bytes were peeked.
  var untouchedDescriptor: Int32? {
    guard case .descriptor(let descriptor) = origin, headStart == head.count else { return nil }
    return descriptor
  }

  /// Whether the bytes are those of a file, for which nothing has to be waited.
  var isRegularFile: Bool { kind == .regularFile }

  /// Whether the bytes are those of a device, which may not end.
  var isDevice: Bool { kind == .characterDevice }

  /// What the descriptor is; nil for what is unpacked.
  private var kind: FileStatus.Kind? {
    guard case .descriptor(let descriptor) = origin else { return nil }
    return FileStatus(descriptor: descriptor)?.kind
  }

  /// The descriptor to wait on before a read; nil where bytes are at hand.
  var pollDescriptor: Int32? { untouchedDescriptor }

  /// The first bytes, which stay to be read: at least `recognisableLength`, unless there are fewer.
  ///
  /// A pipe is not waited for longer than that, so a capture that is still being made is
  /// recognised by its file header.
  func peek() -> [UInt8] {
    firstBytes = lookAhead()
    return firstBytes
  }

  private func lookAhead() -> [UInt8] {
    let limit = 2048
    if let descriptor = untouchedDescriptor {
      // A regular file is looked at in place: its offset, which may be shared, does not move.
      let offset = lseek(descriptor, 0, SEEK_CUR)
      if offset >= 0 {
        var count = 0
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: limit) { buffer, initialized in
          repeat {
            count = unsafe pread(descriptor, buffer.baseAddress, limit, offset)
          } while count < 0 && errno == EINTR
          initialized = max(count, 0)
        }
        if count >= 0 { return bytes }
      }
    }
    var bytes: [UInt8] = []
    while bytes.count < recognisableLength {
      var count = 0
      bytes += unsafe [UInt8](unsafeUninitializedCapacity: limit) { buffer, initialized in
        count = unsafe read(into: UnsafeMutableRawBufferPointer(buffer))
        initialized = max(count, 0)
      }
      if count <= 0 { break }
    }
    head = bytes
    headStart = 0
    return bytes
  }

  /// Takes bytes back that were read last, to give them out again before all others.
  func putBack(_ bytes: [UInt8]) {
    head = bytes + head[headStart...]
    headStart = 0
  }

  /// Reads some bytes, waiting for them.
  ///
  /// - Parameter buffer: where they go.
  /// - Returns: how many they are; 0 at the end, -1 where reading failed (`failure` says why).
  func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    let atHand = min(head.count - headStart, buffer.count)
    if atHand > 0 {
      unsafe head.withUnsafeBytes { bytes in
        let part = unsafe UnsafeRawBufferPointer(rebasing: bytes[headStart..<headStart + atHand])
        unsafe buffer.copyMemory(from: part)
      }
      headStart += atHand
      return atHand
    }
    if StopRequest.stopsFiles { return 0 }
    switch origin {
    case .unpacker(let unpacker):
      return unsafe unpacker.read(into: buffer)
    case .descriptor(let descriptor):
      while true {
        guard StopRequest.waits(for: descriptor) else { return 0 }
        let count = unsafe Glibc.read(descriptor, buffer.baseAddress, buffer.count)
        if count >= 0 { return count }
        if errno == EINTR { continue }
        failure = errno
        return -1
      }
    }
  }
}
