private import Glibc

/// Opens an input and recognises it, but does not unpack it.
///
/// - Parameter input: what to open.
/// - Returns: its bytes from the first one on, and what these make of it.
/// - Throws: `CaptureError` where it cannot be opened or read.
func openInput(
  _ input: CaptureInput
) throws(CaptureError) -> (source: ByteSource, kind: ContentKind) {
  let source: ByteSource
  switch input {
  case .interface:
    throw CaptureError(
      path: input.path, reason: "is an interface, which gives its frames once")
  case .standardInput:
    guard isatty(STDIN_FILENO) == 0 else {
      throw CaptureError(
        path: input.path, reason: "is a terminal",
        remedy: "name a capture, or pipe one in as in 'tcpdump -U -w - | …'")
    }
    source = ByteSource(descriptor: STDIN_FILENO)
  case .file(let path), .kept(let path, name: _):
    // A FIFO is waited for until it has a writer, as every reader of FIFOs does, but not in open(2).
    let isFIFO = FileStatus(path: path)?.kind == .pipe
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | (isFIFO ? O_NONBLOCK : 0))
    guard descriptor >= 0 else {
      throw CaptureError(path: path, number: errno, action: "cannot be opened")
    }
    source = ByteSource(descriptor: descriptor)
    if FileStatus(descriptor: descriptor)?.kind == .folder {
      throw CaptureError(path: path, number: EISDIR, action: "cannot be read")
    }
    if isFIFO {
      guard StopRequest.waitsForWriter(of: descriptor) else {
        throw CaptureError(interrupted: input.path)
      }
      _ = fcntl(descriptor, F_SETFL, O_RDONLY)
    }
  }
  let kind = recognise(firstBytes: source.peek())
  if source.failure != 0 {
    throw CaptureError(path: input.path, number: source.failure, action: "cannot be read")
  }
  return (source, kind)
}

/// Opens an input, unpacks it where it is compressed, and makes sure that it is a capture.
func openCapture(
  _ input: CaptureInput
) throws(CaptureError) -> (source: ByteSource, kind: ContentKind) {
  let path = input.path
  ReadFiles.note(input)
  let (packed, outer) = try openInput(input)
  guard case .compressed(let compression) = outer else {
    try refuse(outer, in: nil, path: path)
    return (packed, outer)
  }
  let unpacker = try Unpacker(compression, source: packed, path: path)
  let source = ByteSource(unpacker: unpacker)
  let kind = recognise(firstBytes: source.peek())
  if !kind.isCapture, let failure = unpacker.finish() {
    throw CaptureError(path: path, reason: failure.reason, remedy: failure.remedy)
  }
  try refuse(kind, in: compression, path: path)
  return (source, kind)
}

/// Throws where bytes are not a capture that can be read.
func refuse(
  _ kind: ContentKind, in compression: Compression?, path: String
) throws(CaptureError) {
  let looks: String
  let remedy: String
  switch kind {
  case .pcap, .pcapng: return
  case .empty:
    let reason = compression.map { "holds nothing: \($0.rawValue) data of no bytes" } ?? "is empty"
    throw CaptureError(path: path, reason: reason, remedy: "capture again, without a filter first")
  case .compressed(let inner):
    guard let outer = compression else { return }
    throw CaptureError(
      path: path, reason: "holds \(inner.rawValue) data within \(outer.rawValue) data",
      remedy: "unpack it once with '\(outer.program) -dc'")
  case .foreign(let name, let advice): (looks, remedy) = (", it looks like \(name)", advice)
  case .text:
    (looks, remedy) = (", it looks like text", "give what 'tcpdump -w' wrote, not its output")
  case .unknown: (looks, remedy) = ("", "give a pcap or pcapng file")
  }
  let within = compression.map { "holds \($0.rawValue) data that are" } ?? "is"
  throw CaptureError(path: path, reason: "\(within) not a capture\(looks)", remedy: remedy)
}
