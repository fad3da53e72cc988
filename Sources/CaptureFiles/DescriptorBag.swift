private import CPcap
private import Glibc

/// Descriptors that are closed together, but for those that were released.
struct DescriptorBag: ~Copyable {
  private var descriptors: [Int32] = []

  init() {}

  deinit {
    for descriptor in descriptors { close(descriptor) }
  }

  /// A pipe that closes on exec; nil where there is none (`errno` says why).
  mutating func pipe() -> (reading: Int32, writing: Int32)? {
    var ends: (Int32, Int32) = (-1, -1)
    let status = unsafe withUnsafeMutableBytes(of: &ends) { buffer in
      unsafe pipe2(buffer.bindMemory(to: Int32.self).baseAddress, O_CLOEXEC)
    }
    return status == 0 ? keep(ends) : nil
  }

  /// A connected pair of stream sockets that close on exec; nil where there is none.
  mutating func socketPair() -> (reading: Int32, writing: Int32)? {
    var ends: (Int32, Int32) = (-1, -1)
    let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    let status = unsafe withUnsafeMutableBytes(of: &ends) { buffer in
      unsafe socketpair(AF_UNIX, type, 0, buffer.bindMemory(to: Int32.self).baseAddress)
    }
    return status == 0 ? keep(ends) : nil
  }

  /// Leaves descriptors open: somebody else owns them from now on.
  mutating func release(_ released: [Int32]) {
    descriptors.removeAll { released.contains($0) }
  }

  /// Keeps both ends, moved above the standard descriptors, which a child's are copied onto.
  private mutating func keep(_ ends: (Int32, Int32)) -> (reading: Int32, writing: Int32) {
    let reading = aboveStandard(ends.0)
    let writing = aboveStandard(ends.1)
    descriptors += [reading, writing]
    return (reading, writing)
  }

  /// The same descriptor, or a copy of it above 2 where the process was started without those.
  private func aboveStandard(_ descriptor: Int32) -> Int32 {
    guard descriptor <= STDERR_FILENO else { return descriptor }
    let moved = fcntl(descriptor, F_DUPFD_CLOEXEC, STDERR_FILENO + 1)
    guard moved >= 0 else { return descriptor }
    close(descriptor)
    return moved
  }
}
