import CaptureFiles
import ESMTPInspection
import Foundation
import Primitives
import Reports
import Testing

@testable import Replay

@Suite("annotated captures")
struct AnnotationTests {
  /// Annotates captures under the default policy.
  private func annotate(_ paths: [String], in folder: TemporaryFolder) throws -> String {
    let path = folder.path + "/annotated.pcapng"
    var run = try AnalysisRun(
      analysis: Analysis(policy: try loadPolicy(), options: AnalysisOptions()),
      report: ReportWriter(.json),
      run: RunRecord(
        version: "1", profile: "asa", policyFiles: [], statement: nil, source: nil, className: nil,
        ports: [25], checksums: "auto", afterDivergence: "stop"),
      output: OutputFile(path: folder.path + "/report"), gate: AnalysisRun.Gate(),
      annotation: AnnotationRequest(
        path: path, application: "test 1", comment: "the default policy"))
    for path in paths { try run.read(.file(path), filter: nil) { _ in } }
    _ = try run.finish()
    return path
  }

  private struct ReadFrame: Equatable {
    var frame: CaptureFrame
    var bytes: [UInt8]
  }

  private func frames(_ path: String) throws -> [ReadFrame] {
    var reader = try CaptureReader(opening: .file(path))
    var frames: [ReadFrame] = []
    let outcome = reader.read { frame, bytes in
      var copy: [UInt8] = []
      for index in bytes.indices { copy.append(bytes[index]) }
      frames.append(ReadFrame(frame: frame, bytes: copy))
      return true
    }
    #expect(outcome == .end)
    return frames
  }

  @Test("every recorded capture comes back frame by frame")
  func roundTrip() throws {
    for (folder, path) in try repositoryCaptures() {
      let temporary = try TemporaryFolder()
      let annotated = try annotate([path], in: temporary)
      #expect(try frames(annotated) == frames(path), "\(folder)")
    }
  }

  @Test("several captures follow each other, and comments find their frames")
  func several() throws {
    let captures = try repositoryCaptures().filter {
      ["long-header-line", "recipients-101"].contains($0.folder)
    }.map(\.path)
    let temporary = try TemporaryFolder()
    let annotated = try annotate(captures, in: temporary)
    let bytes = Array(try Data(contentsOf: URL(filePath: annotated)))
    let text = String(decoding: bytes.map { $0 < 0x80 ? $0 : 0x2E }, as: UTF8.self)
    #expect(text.contains("session 1, dropped: header-line-length, drop\nby built-in:16"))
    #expect(text.contains("session 2, dropped: rcpt-count, drop"))
    #expect(try frames(annotated).count == frames(captures[0]).count + frames(captures[1]).count)
  }

  @Test("several captures of raw packets, which libpcap has another number for, are read back")
  func raw() throws {
    let capture = try #require(
      repositoryCaptures().first { $0.folder == "reordering-link" }?.path)
    let temporary = try TemporaryFolder()
    let annotated = try annotate([capture, capture], in: temporary)
    #expect(try frames(annotated).count == 2 * frames(capture).count)
  }

  @Test(
    "tshark reads it without a warning and shows the comments",
    .enabled(if: Programs.find("tshark") != nil, "tshark is not installed"))
  func tshark() throws {
    for (folder, path) in try repositoryCaptures() {
      let temporary = try TemporaryFolder()
      let annotated = try annotate([path], in: temporary)
      // Standard error alone; that it runs as root is no matter of the file.
      let command = "tshark -r '\(annotated)' 2>&1 >/dev/null | grep -v 'Running as user'"
      #expect(try Programs.run("/bin/sh", ["-c", command]).text == "", "\(folder)")
      let shark = try #require(Programs.find("tshark"))
      let fields = ["-r", annotated, "-T", "fields", "-e", "frame.comment"]
      let output = try Programs.run(shark, fields)
      #expect(output.status == 0, "\(folder)")
      #expect(output.text.split(separator: "\n").contains { !$0.isEmpty }, "\(folder)")
    }
  }

  @Test("comments come in order of frames, and too many are counted")
  func order() {
    var comments = FrameComments()
    let event = Event(
      rule: .gap, moment: Moment(frame: 1, time: 0), sender: .client, offset: 0, length: 1,
      confidence: .inferred, note: String(repeating: "x", count: 1 << 20))
    func session(_ frame: Int) -> SessionRecord {
      var event = event
      event.moment.frame = frame
      let socket = Socket(address: IPAddress(v4: 1), port: 25)
      return SessionRecord(
        id: frame, communityID: "", client: socket, server: socket, rolesAreKnown: true,
        first: event.moment, last: event.moment, verdict: .untouched, coverage: .full,
        className: nil, mapName: nil, clientStream: StreamRecord(), serverStream: StreamRecord(),
        events: [EventRecord(event: event, isObserved: true)])
    }
    for frame in (1...80).reversed() { comments.add(session(frame)) }
    #expect(comments.omitted == 80 - 63)
    let found = (1...80).map { comments.take($0).count }
    #expect(found == Array(repeating: 0, count: 17) + Array(repeating: 1, count: 63))
  }
}
