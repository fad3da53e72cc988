import ESMTPInspection
import Primitives
import Reports

/// What the frames of a run are commented with: their events, by frame.
///
/// Comments come as sessions end, and are handed out in order of frames. What passes the bound is
/// counted and left out.
struct FrameComments {
  /// Bytes of comments that are kept at most.
  static let byteLimit = 64 << 20

  private var texts: [(frame: Int, order: Int, text: String)] = []
  private var byteCount = 0
  private var isSorted = true
  private var next = 0
  /// Comments that were left out.
  private(set) var omitted = 0

  /// Adds the events of a session that ended.
  mutating func add(_ session: SessionRecord) {
    for record in session.events {
      add(FrameComment.text(record, of: session), at: record.event.moment.frame)
    }
    if let divergence = session.divergence {
      add(FrameComment.text(divergence, of: session), at: divergence.frame)
    }
  }

  private mutating func add(_ text: String, at frame: Int) {
    let cost = text.utf8.count + 48
    guard byteCount + cost <= FrameComments.byteLimit else {
      omitted += 1
      return
    }
    byteCount += cost
    texts.append((frame, texts.count, text))
    isSorted = false
  }

  /// The comments of a frame; frames are asked for in growing order.
  mutating func take(_ frame: Int) -> [String] {
    if !isSorted {
      texts.sort { ($0.frame, $0.order) < ($1.frame, $1.order) }
      isSorted = true
    }
    while next < texts.count, texts[next].frame < frame { next += 1 }
    var found: [String] = []
    while next < texts.count, texts[next].frame == frame {
      found.append(texts[next].text)
      next += 1
    }
    return found
  }
}
