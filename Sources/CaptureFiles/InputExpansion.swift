private import Glibc

/// Turns paths as a person gives them into inputs.
///
/// A directory stands for the captures below it, recognised by their first bytes, and for what cannot
/// be looked into, in the order of their names (`isBefore(_:inNameOrder:)`); other files in it are passed
/// over. Symbolic links to directories are not followed below a named one, so that no loop is walked.
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
    try appendCaptures(below: Array(path.utf8), to: &inputs)
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
///
/// What cannot be looked into may be a capture, and counts as one: its reading tells why it is not read, and
/// the others are.
private func appendCaptures(
  below directory: [UInt8], to inputs: inout [CaptureInput]
) throws(CaptureError) {
  let base = directory.last == UInt8(ascii: "/") ? directory : directory + [UInt8(ascii: "/")]
  for name in try namesIn(directory) {
    let path = base + name
    let terminated = cString(path)
    var status = stat()
    if unsafe lstat(terminated, &status) == 0 {
      if status.st_mode & S_IFMT == S_IFDIR {
        if unsafe access(terminated, R_OK | X_OK) == 0 {
          try appendCaptures(below: path, to: &inputs)
          continue
        }
      } else {
        // A link counts as the file that it leads to; one that leads nowhere is no capture.
        guard unsafe stat(terminated, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
          holdsCapture(path)
        else { continue }
      }
    }
    guard let text = String(validating: path, as: UTF8.self) else {
      throw CaptureError(
        path: shown(path), reason: "its name is not UTF-8",
        remedy: "rename it, or name the other captures one by one")
    }
    inputs.append(.file(text))
  }
}

/// Whether a file is a capture, or is to be taken for one: of compressed data their first bytes tell,
/// unless the name says it, as each takes a process to unpack; damaged ones are told when they are read, and
/// so is what cannot be.
private func holdsCapture(_ path: [UInt8]) -> Bool {
  let descriptor = unsafe open(cString(path), O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { return true }
  let source = ByteSource(descriptor: descriptor)
  let kind = recognise(firstBytes: source.peek())
  guard source.failure == 0 else { return true }
  let text = String(decoding: path, as: UTF8.self)
  let name = text.split(separator: "/").last.map(String.init) ?? text
  guard case .compressed(let compression) = kind, !isNamedAsCapture(name),
    let unpacker = try? Unpacker(compression, source: source, path: text)
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
private func namesIn(_ directory: [UInt8]) throws(CaptureError) -> [[UInt8]] {
  guard let stream = unsafe opendir(cString(directory)) else {
    throw CaptureError(path: shown(directory), number: errno, action: "cannot be read")
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
    throw CaptureError(path: shown(directory), number: errno, action: "cannot be read")
  }
  return names.sorted { isBefore($0, inNameOrder: $1) }
}

/// A path as the system takes it.
private func cString(_ path: [UInt8]) -> [CChar] {
  path.map(CChar.init(bitPattern:)) + [0]
}

/// A path for messages: where it is not UTF-8, bytes that are not ASCII are told by their numbers.
private func shown(_ path: [UInt8]) -> String {
  if let text = String(validating: path, as: UTF8.self) { return text }
  return path.map { byte in
    byte < 0x80 ? String(UnicodeScalar(byte)) : "\\x" + String(byte, radix: 16)
  }.joined()
}
