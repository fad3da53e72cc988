import ASAPolicy
import ArgumentParser
import CaptureFiles

/// A folder as a shell completes it, without the slashes at its end.
func withoutEndingSlash(_ path: String) -> String {
  var path = path
  while path.utf8.count > 1, path.hasSuffix("/") { path.removeLast() }
  return path
}

/// Refuses to read standard input twice.
///
/// - Throws: `ValidationError` where more than one of the files, captures and logs named is `-`.
func requireSingleStandardInput(_ paths: [String]) throws {
  guard paths.count(where: { $0 == "-" }) > 1 else { return }
  throw ValidationError("standard input is named more than once; save what it brings in a file")
}

/// The text of a configuration by the name that messages give it; ends with status 2 where it cannot be
/// read, or is empty.
func policyText(_ path: String) -> PolicyText {
  do throws(UnreadableText) {
    let text = PolicyText(name: inputName(path), text: try configurationText(path))
    guard text.isBlank else { return text }
    throw UnreadableText(reason: "it is empty; give the output of 'show running-config'")
  } catch {
    writeError("\(inputName(path)): error: cannot be read: \(error.reason)")
    endProcess(2)
  }
}

/// The text of a configuration; `-` is standard input.
func configurationText(_ path: String) throws(UnreadableText) -> String {
  try text(contents(of: path == "-" ? .standardInput : .file(path)))
}

private func text(_ bytes: [UInt8]) throws(UnreadableText) -> String {
  switch recognise(firstBytes: Array(bytes.prefix(16))) {
  case .pcap, .pcapng:
    throw UnreadableText(reason: "it is a capture; a configuration is named here")
  case .compressed:
    throw UnreadableText(reason: "it is compressed; unpack it first")
  case .foreign(let name, _):
    throw UnreadableText(reason: "it is \(name); a configuration is named here")
  case .empty, .text, .unknown: break
  }
  if bytes.count > longestText {
    throw UnreadableText(
      reason: "it has more than \(longestText >> 20) MiB; a configuration is named here")
  }
  if bytes.contains(0) {
    throw UnreadableText(
      reason:
        "it holds NUL bytes and is no text; give the output of 'show running-config', as UTF-8")
  }
  return String(decoding: bytes, as: UTF8.self)
}
