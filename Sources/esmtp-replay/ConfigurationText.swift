import CaptureFiles

/// The text of a configuration; `-` is standard input.
func configurationText(_ path: String) throws(UnreadableText) -> String {
  if path == "-" { return try text(Array(standardInput().utf8)) }
  return try text(contents(of: path))
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

private func standardInput() -> String {
  ReadFiles.note(.standardInput)
  var text = ""
  while let line = readLine(strippingNewline: false) { text += line }
  return text
}
