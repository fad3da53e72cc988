private import Glibc

/// Turns paths as a person gives them into inputs.
///
/// A directory stands for the captures below it, recognised by their first bytes, in the order of
/// their names (`isBefore(_:inNameOrder:)`); other files in it are passed over. Symbolic links to directories are not
/// followed below a named one, so that no loop is walked.
///
/// - Parameter paths: files, FIFOs, directories, and `-` once.
/// - Returns: the inputs in the order of the paths.
/// - Throws: `CaptureError` where a path does not exist or cannot be read, where a directory has no
///   capture, and where standard input is named twice.
public func expandInputs(_ paths: [String]) throws(CaptureError) -> [CaptureInput] {
  var inputs: [CaptureInput] = []
  for path in paths {
    if path == "-" {
      guard !inputs.contains(.standardInput) else {
        throw CaptureError(path: path, reason: "is named twice", remedy: "it can be read only once")
      }
      inputs.append(.standardInput)
      continue
    }
    var status = stat()
    guard unsafe stat(path, &status) == 0 else {
      throw CaptureError(path: path, number: errno, action: "cannot be read")
    }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      inputs.append(.file(path))
      continue
    }
    let count = inputs.count
    try appendCaptures(below: path, to: &inputs)
    if inputs.count == count {
      throw CaptureError(
        path: path, reason: "there is no capture below this directory",
        remedy: "captures are told by their content, not by their names")
    }
  }
  return inputs
}

/// What a file is, by its first bytes.
///
/// - Parameter path: a regular file.
/// - Returns: what its first bytes make of it; compressed data are not looked into.
/// - Throws: `CaptureError` where it cannot be read.
public func contentKind(ofFile path: String) throws(CaptureError) -> ContentKind {
  try openInput(.file(path)).kind
}

/// Walks one directory.
private func appendCaptures(
  below directory: String, to inputs: inout [CaptureInput]
) throws(CaptureError) {
  let base = directory.hasSuffix("/") ? directory : directory + "/"
  for name in try namesIn(directory) {
    guard let text = String(validating: name, as: UTF8.self) else {
      throw CaptureError(
        path: base + String(decoding: name, as: UTF8.self), reason: "its name is not UTF-8",
        remedy: "rename it, or name the other captures one by one")
    }
    let path = base + text
    var status = stat()
    guard unsafe lstat(path, &status) == 0 else {
      throw CaptureError(path: path, number: errno, action: "cannot be read")
    }
    if status.st_mode & S_IFMT == S_IFDIR {
      try appendCaptures(below: path, to: &inputs)
      continue
    }
    // A link counts as the file that it leads to; one that leads nowhere is no capture.
    guard unsafe stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { continue }
    if try holdsCapture(path, name: text) { inputs.append(.file(path)) }
  }
}

/// Whether a file is a capture, or is to be taken for one: of compressed data their first bytes tell,
/// unless the name says it, as each takes a process to unpack; damaged ones are told when they are read.
private func holdsCapture(_ path: String, name: String) throws(CaptureError) -> Bool {
  let (source, kind) = try openInput(.file(path))
  guard case .compressed(let compression) = kind, !isNamedAsCapture(name),
    let unpacker = try? Unpacker(compression, source: source, path: path)
  else { return kind.isCapture }
  let inner = recognise(firstBytes: ByteSource(unpacker: unpacker).peek())
  let failure = unpacker.finish()
  return switch inner {
  case .text, .unknown: false
  case .empty: failure != nil
  case .pcap, .pcapng, .compressed, .foreign: true
  }
}

/// Whether a file is named as captures are, compressed ones among them.
///
/// - Parameter name: the last name of a path.
/// - Returns: whether one of its endings is `pcap`, `pcapng` or `cap`.
public func isNamedAsCapture(_ name: String) -> Bool {
  name.lowercased().split(separator: ".").dropFirst().contains {
    ["pcap", "pcapng", "cap"].contains($0)
  }
}

/// The names in a directory but `.` and `..`, in their order.
private func namesIn(_ directory: String) throws(CaptureError) -> [[UInt8]] {
  guard let stream = unsafe opendir(directory) else {
    throw CaptureError(path: directory, number: errno, action: "cannot be read")
  }
  defer { unsafe closedir(stream) }
  var names: [[UInt8]] = []
  while true {
    // readdir(3): the end and an error differ only by errno.
    errno = 0
    guard let entry = unsafe readdir(stream) else { break }
    let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) {
      unsafe Array($0.prefix { $0 != 0 })
    }
    if name != Array(".".utf8) && name != Array("..".utf8) { names.append(name) }
  }
  guard errno == 0 else {
    throw CaptureError(path: directory, number: errno, action: "cannot be read")
  }
  return names.sorted { isBefore($0, inNameOrder: $1) }
}
