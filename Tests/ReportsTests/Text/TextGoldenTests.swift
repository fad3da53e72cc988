import Testing

@testable import Reports

struct TextGoldenTests {
  @Test("the text report is the recorded one", arguments: [80, 200])
  func plain(width: Int) throws {
    try expectGolden(Samples.report(.text, .init(width: width)), "text-\(width).txt")
  }

  @Test("colour, all sessions and verbose are the recorded ones")
  func coloured() throws {
    let options = TextReport.Options(isColoured: true, isVerbose: true, listsAll: true)
    try expectGolden(Samples.report(.text, options), "text-80-coloured-all.txt")
  }

  @Test("JSON is the recorded one")
  func json() throws {
    try expectGolden(Samples.report(.json), "report.json")
  }

  @Test("the device's messages and counters are the recorded ones")
  func device() throws {
    try expectGolden(Samples.report(.syslog), "syslog.txt")
    try expectGolden(Samples.report(.counters), "counters.txt")
  }
}
