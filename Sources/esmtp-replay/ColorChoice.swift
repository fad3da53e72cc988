import ArgumentParser

/// When text is coloured.
enum ColorChoice: String, ArgumentChoice {
  case auto, always, never

  /// Whether text that goes to a file, or to standard output, is coloured.
  func isColoured(_ file: String?) -> Bool {
    switch self {
    case .always: true
    case .never: false
    case .auto: file == nil && Terminal.wantsColor
    }
  }
}
