import Testing

@testable import Reports

/// What is said of traffic that has passed an inspecting firewall.
@Suite struct InspectedTrafficTests {
  @Test("nothing is said where nothing shows it")
  func none() {
    var traffic = InspectedTraffic()
    traffic.add(Samples.untouched)
    #expect(traffic.remark == nil)
  }

  @Test("the first marks are shown with their frames, the rest is counted")
  func marks() {
    var traffic = InspectedTraffic()
    traffic.add(Samples.inspected)
    #expect(
      traffic.remark
        == "the captured traffic carries the marks of an inspecting firewall in 1 place: it was "
        + "captured between one and the client, so that what such a firewall masks on the way to the "
        + "client cannot be judged any more, as it can be in a capture of the server's side; what the "
        + "client sends stands here as it sent it; session 1, frame 8: keywords are crossed out")
    traffic.add(Samples.inspected, times: 7)
    #expect(traffic.remark?.contains("in 8 places") == true)
    #expect(traffic.remark?.hasSuffix("; and more") == true)
  }
}
