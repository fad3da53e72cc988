import ASAPolicy
import ESMTPInspection
import Testing

@Suite("lines of an esmtp inspection map")
struct InspectionMapTests {
  private static let match = "policy-map type inspect esmtp m\n match cmd verb MAIL\n  log\n"
  private static let noClass =
    "there are no classes in an esmtp inspection map; type its match lines"

  @Test(
    "a class is a mistake, and what stands below it is no action of the match above",
    arguments: [
      (match + " class foo\n  drop-connection log\n", "4:2"),
      (match + " no class foo\n  drop-connection log\n", "4:5"),
      ("policy-map type inspect esmtp m\n class foo\n", "2:2"),
      ("policy-map type inspect esmtp m\n parameters\n  class foo\n  log\n", "3:3"),
    ])
  func classes(text: String, place: String) {
    #expect(diagnostics(text) == ["\(place): error: \(Self.noClass)"])
  }

  @Test(
    "a statement of another kind ends the match above",
    arguments: ["crypto x", "logging x", "http x", "no logging x"])
  func others(head: String) {
    #expect(
      diagnostics(Self.match + " \(head)\n  drop-connection log\n") == [
        "5:3: error: \"drop-connection\" is not known in an esmtp inspection map"
      ])
  }

  @Test("what a person types to see something does not")
  func shown() throws {
    let map = try #require(
      try policy(Self.match + "  show version\n  no log\n  reset\n").inspections.first?.map)
    #expect(map.matches.map(\.actions) == [[.reset(log: false)]])
  }

  @Test("a line that takes no match away says so")
  func nothing() {
    let map = "policy-map type inspect esmtp m\n match cmd verb MAIL\n  log\n"
    #expect(
      diagnostics(map + " no match cmd verb RCPT\n no match cmd verb MAIL\n") == [
        "4:5: warning: map \"m\" has no \"match cmd verb RCPT\"; nothing is taken away"
      ])
    let builtIn = "policy-map type inspect esmtp _default_esmtp_map\n"
    #expect(diagnostics(builtIn + " no match header line length gt 998\n") == [])
    #expect(
      diagnostics(builtIn + " no match header line length gt 999\n") == [
        "2:5: warning: map \"_default_esmtp_map\" has no \"match header line length gt 999\"; "
          + "nothing is taken away"
      ])
  }
}
