/// Memory that frames were read into. Who holds it may look at them, on any thread: what is in it is
/// written once, and none of it again before all have let go of it.
@safe public final class FrameBuffer: @unchecked Sendable {
  /// Its first byte, at the start of a page.
  let base: UnsafeMutableRawPointer
  private let capacity: Int

  /// Memory of some size in bytes.
  init(capacity: Int) {
    self.capacity = capacity
    unsafe base = .allocate(byteCount: capacity, alignment: 4096)
  }

  deinit { unsafe base.deallocate() }

  /// Lends all of it. What no frame has filled is of no meaning.
  ///
  /// - Throws: what `body` throws.
  public func withBytes<Result, Failure>(
    _ body: (Span<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let first = unsafe UnsafePointer(base.assumingMemoryBound(to: UInt8.self))
    let bytes = unsafe UnsafeBufferPointer(start: first, count: capacity)
    return try unsafe body(bytes.span)
  }
}

/// Buffers of one size, each filled again once nobody else holds it.
struct FrameBufferPool {
  /// Their size in bytes.
  let capacity: Int
  private var buffers: [FrameBuffer] = []

  init(capacity: Int) { self.capacity = capacity }

  /// A buffer that nobody looks at.
  mutating func take() -> FrameBuffer {
    for index in buffers.indices where isKnownUniquelyReferenced(&buffers[index]) {
      return buffers[index]
    }
    let buffer = FrameBuffer(capacity: capacity)
    buffers.append(buffer)
    return buffer
  }
}
