/// A frame among several inputs.
struct FramePlace: Equatable {
  /// The input, as a reader knows it; printable ASCII.
  var name: String
  /// The frame's own number in it, from 1.
  var frame: Int

  /// The end of the path that tells it from all other inputs: as a rule the last part.
  var lastName: String
}

extension CaptureRecord {
  /// Whether it came in through standard input.
  var isStandardInput: Bool { path == "-" }

  /// The input as a reader knows it; printable ASCII.
  var name: String { isStandardInput ? "standard input" : Escape.text(path) }
}

extension [CaptureRecord] {
  /// The input that holds a frame and the frame's own number in it; nil where there is one input.
  func place(of frame: Int) -> FramePlace? {
    guard count > 1,
      let capture = last(where: { capture in
        guard let first = capture.firstFrame else { return false }
        return first <= frame && frame - first < capture.frames
      }), let first = capture.firstFrame
    else { return nil }
    return FramePlace(
      name: capture.name, frame: frame - first + 1, lastName: lastName(of: capture))
  }

  private func lastName(of capture: CaptureRecord) -> String {
    let parts = capture.name.split(separator: "/")
    let others = filter { $0.path != capture.path }.map(\.name)
    for count in parts.indices.dropFirst() {
      let tail = parts.suffix(count).joined(separator: "/")
      if !others.contains(where: { $0 == tail || $0.hasSuffix("/" + tail) }) { return tail }
    }
    return capture.name
  }
}
