import Foundation
import Testing

/// What a case makes of sessions and captures that are not there, or not whole.
@Suite(.enabled(if: Tool.path != nil, "the command is not built beside the tests"))
struct CaseAbsenceTests {
  private static let name = "captures/long-header-line/long-header-line.pcap"
  private static let expectation = "captures/long-header-line/expect.yaml"

  @Test(
    "what names no session of a capture that is as it was has failed",
    arguments: [
      "sessions: [{sender: dane@example.net, verdict: dropped}]",
      "verdicts: {dropped: 1}\nsessions: [{sender: dane@example.net, verdict: dropped}]",
      "sessions: [{sender: Dana@example.net, verdict: dropped}]",
      "sessions: [{client: \"192.0.2.10:1\", verdict: dropped}]",
      "sessions: [{message_id: <long-header-line.2@example.net>}]",
      "sessions: [{client: 192.0.2.10}, {client: 192.0.2.10}]",
    ])
  func neverThere(_ text: String) throws {
    let place = try caseWorkplace(["long-header-line"])
    #expect(try Tool.run(["record", "captures"], in: place).status == 0)
    let recorded = try place.read(Self.expectation)
    let recording = recorded[try #require(recorded.range(of: "recorded:")).lowerBound...]
    for end in ["", recording] {
      try place.write("\(text)\n\(end)", as: Self.expectation)
      let outcome = try Tool.run(["test"], in: place)
      #expect(outcome.status == 1)
      #expect(outcome.output.hasPrefix("FAIL "), "\(outcome.output)")
    }
    // Of a capture that is another one it is not known.
    try place.write(place.data(Self.name) + pcapRecord, as: Self.name)
    let changed = try Tool.run(["test"], in: place)
    #expect(changed.status == 0)
    #expect(changed.output.hasPrefix("OBSOLETE "), "\(changed.output)")
    // What is behind the place where a capture breaks off is not known to be gone.
    try place.write(place.data(Self.name).dropLast(1), as: Self.name)
    #expect(try Tool.run(["test"], in: place).output.hasPrefix("FAIL "))
  }

  /// A frame of one byte, as a classic pcap file of this machine's byte order has it.
  private var pcapRecord: Data { Data([0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0]) }

  @Test("a domain in other letters and a Message-ID without brackets name the same session")
  func otherSpellings() throws {
    let place = try caseWorkplace(["long-header-line"])
    for name in ["sender: dana@Example.NET", "message_id: long-header-line.1@example.net"] {
      try place.write("sessions: [{\(name), verdict: dropped}]\n", as: Self.expectation)
      #expect(try Tool.run(["test"], in: place).output.hasPrefix("PASS "), "\(name)")
    }
  }

  @Test(
    "where nothing is inspected nothing is recorded, and what is expected of it has failed",
    arguments: [
      ("ports: [26]\nverdicts: {dropped: 0}", "no session on the inspected ports was found; name"),
      ("ports: [26]\nverdicts: {}", "others with 'ports'"),
    ])
  func wrongPort(_ text: String, _ reason: String) throws {
    let place = try caseWorkplace(["long-header-line"])
    try place.write(text + "\n", as: Self.expectation)
    let outcome = try Tool.run(["test"], in: place)
    #expect(outcome.status == 1)
    #expect(outcome.output.hasPrefix("FAIL "), "\(outcome.output)")
    #expect(outcome.output.contains(reason), "\(outcome.output)")
  }

  @Test("nor is the first packet of a connection inspected, nor a capture without a frame")
  func nothingInspected() throws {
    let place = try Workplace()
    for name in ["syn", "none"] {
      try place.write("", as: "\(name)/x")
      let capture = try HostileCapture(place.url.appending(path: "\(name)/a.pcap"))
      if name == "syn" { try capture.add(0, sequence: 1000, bits: 2) }
      try capture.close()
      let recorded = try Tool.run(["record", name], in: place)
      #expect(recorded.status == 3)
      #expect(!place.has("\(name)/expect.yaml"))
      try place.write(
        "verdicts: {\(name == "syn" ? "untouched: 1" : "")}\n", as: "\(name)/expect.yaml")
      let tested = try Tool.run(["test", name], in: place)
      #expect(tested.status == 1)
      let reason =
        name == "syn"
        ? "nothing was inspected: the session could not be looked at; 'analyze' says why"
        : "no session was found: there is no frame to look at"
      #expect(tested.output.hasPrefix("FAIL     \(name): \(reason)\n"), "\(tested.output)")
      #expect(recorded.error.contains(reason), "\(recorded.error)")
    }
  }

  @Test("a review of no case that was compared says so")
  func reviewOfNothing() throws {
    let place = try caseWorkplace(["long-header-line", "starttls"])
    try place.write("skip: later\n", as: Self.expectation)
    for (arguments, reason) in [
      (["--filter", "x"], "no case has 'x' in its path"),
      (["--where", "id=9"], "'--where' selects a session of no case"),
      ([], "no case was compared with anything"),
    ] {
      let outcome = try Tool.run(["review"] + arguments, in: place)
      #expect(outcome.status == 3)
      #expect(outcome.output == "")
      #expect(outcome.error == "esmtp-replay: \(reason)\n")
    }
  }

  @Test("that a capture was cut is told in every form, and ends with 3")
  func cut() throws {
    let place = try caseWorkplace(["long-header-line"])
    try place.write(place.data(Self.name).dropLast(5), as: Self.name)
    #expect(try Tool.run(["record", "captures"], in: place).status == 3)
    let quiet = try Tool.run(["test", "-q", "--junit", "j.xml"], in: place)
    let note = "\(Self.name): frame 24: the capture is cut short: "
    #expect(quiet.status == 3)
    #expect(
      quiet.output.hasPrefix("PASS     captures/long-header-line\n  note:    \(note)"),
      "\(quiet.output)")
    #expect(
      quiet.error
        == "esmtp-replay: not all could be read of the captures of captures/long-header-line\n")
    #expect(try place.read("j.xml").contains("/>") == false)
    #expect(try place.read("j.xml").contains("<system-out>\(note)"))
    let tap = try Tool.run(["test", "--tap"], in: place)
    #expect(tap.status == 3)
    #expect(tap.output.contains("ok 1 - captures/long-header-line\n# \(note)"), "\(tap.output)")
    let reviewed = try Tool.run(["review"], in: place)
    #expect(reviewed.status == 3)
    #expect(reviewed.error == quiet.error)
    #expect(reviewed.output == "nothing is otherwise than expected\n")
  }

  @Test("a capture without a byte has failed, alone and beside others", arguments: [1, 2])
  func empty(count: Int) throws {
    let place = try caseWorkplace(["long-header-line"])
    try place.write("", as: "captures/long-header-line/.hidden.pcap")
    try place.write("", as: "captures/long-header-line/notes.txt")
    try place.write("verdicts: {dropped: 1}\n", as: Self.expectation)
    #expect(try Tool.run(["test"], in: place).status == 0)
    let name = count == 1 ? Self.name : "captures/long-header-line/b.PCAP.gz"
    try place.write("", as: name)
    let outcome = try Tool.run(["test"], in: place)
    #expect(outcome.status == 1)
    #expect(outcome.output.contains(": \(name): is empty; capture again"), "\(outcome.output)")
  }

  @Test(
    "what was a capture when it was recorded and is none any more has failed, one that is gone not")
  func replaced() throws {
    let place = try caseWorkplace(["long-header-line"])
    let other = "captures/long-header-line/other"
    try place.write(place.data(Self.name), as: other)
    #expect(try Tool.run(["record", "captures"], in: place).status == 0)
    try place.write("", as: other)
    let emptied = try Tool.run(["test"], in: place)
    #expect(emptied.status == 1)
    #expect(
      emptied.output.contains(": \(other): this is no capture any more; restore it"),
      "\(emptied.output)")
    try place.write(
      "verdicts: {dropped: 1}\n"
        + place.read(Self.expectation)
        .replacing(#/verdicts:(\n  .*)+\n/#, with: "").replacing(#/sessions:(\n  .*)+\n/#, with: ""),
      as: Self.expectation)
    try FileManager.default.removeItem(at: place.url.appending(path: other))
    let gone = try Tool.run(["test"], in: place)
    #expect(gone.status == 0)
    #expect(
      gone.output.hasPrefix(
        "OBSOLETE captures/long-header-line\n  changed: the capture other, which is gone\n"),
      "\(gone.output)")
    #expect(try Tool.run(["review", "--accept-all"], in: place).status == 0)
    #expect(try Tool.run(["test"], in: place).output.hasPrefix("PASS "))
  }
}
