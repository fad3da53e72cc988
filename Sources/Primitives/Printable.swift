/// A text without characters that a terminal would obey: controls, format and direction marks become
/// `\xNN` for each byte; line feeds and tabs stay.
public func printable(_ text: String) -> String {
  if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F || $0 == 10 }) { return text }
  var out = String.UnicodeScalarView()
  for scalar in text.unicodeScalars {
    if scalar == "\n" || scalar == "\t" || !isObeyed(scalar) {
      out.append(scalar)
      continue
    }
    for byte in String(scalar).utf8 {
      out.append(contentsOf: "\\x\(byte.hexadecimalText)".unicodeScalars)
    }
  }
  return String(out)
}

private func isObeyed(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.properties.generalCategory {
  case .control, .format, .surrogate, .lineSeparator, .paragraphSeparator: true
  default: false
  }
}
