import CaptureFiles
import FoundationEssentials

/// A text that cannot be read.
struct UnreadableText: Error {
  /// The reason, and what to do about it.
  var reason: String
}

/// The text of a configuration; `-` is standard input.
func configurationText(_ path: String) throws(UnreadableText) -> String {
  if path == "-" { return try text(Array(standardInput().utf8)) }
  return try text(Array(contents(path)))
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
  if bytes.contains(0) {
    throw UnreadableText(
      reason:
        "it holds NUL bytes and is no text; give the output of 'show running-config', as UTF-8")
  }
  return String(decoding: bytes, as: UTF8.self)
}

private func contents(_ path: String) throws(UnreadableText) -> Data {
  do {
    return try Data(contentsOf: URL(filePath: path))
  } catch {
    var isFolder = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder {
      throw UnreadableText(reason: "it is a folder; name the files in it")
    }
    throw UnreadableText(reason: "\(reason(error)); check the path and its permissions")
  }
}

private func standardInput() -> String {
  var text = ""
  while let line = readLine(strippingNewline: false) { text += line }
  return text
}

/// What the system says of a file that cannot be read.
private func reason(_ error: any Error) -> String {
  switch (error as? CocoaError)?.code {
  case .fileReadNoSuchFile: "no such file"
  case .fileReadNoPermission: "permission denied"
  case .some, .none: "the system refused"
  }
}
