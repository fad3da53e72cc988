import CaptureFiles
import Packets

/// Decodes frames on the thread that has read them, while their bytes are in its processor's cache.
final class DecodedFrames: FrameNotes, @unchecked Sendable {
  private let decoder: CommonDecoder
  private var frames = CommonFrames()

  init(_ decoder: CommonDecoder) { self.decoder = decoder }

  func look(at records: [PlainRecord], in bytes: Span<UInt8>) {
    frames.removeAll()
    for record in records {
      let end = record.place &+ record.captured
      frames.append(bytes.extracting(record.place..<end), decoder)
    }
  }

  /// Exchanges what it has found for what is needed no more, without a copy.
  func exchange(_ used: inout CommonFrames) { swap(&frames, &used) }
}
