/// A frame among several inputs.
struct FramePlace: Equatable {
  /// The input, as a reader knows it; printable ASCII.
  var name: String
  /// The frame's own number in it, from 1.
  var frame: Int

  /// The last part of the path.
  var lastName: String { name.split(separator: "/").last.map(String.init) ?? name }
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
    return FramePlace(name: capture.name, frame: frame - first + 1)
  }
}
