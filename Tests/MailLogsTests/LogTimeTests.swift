import Testing

@testable import MailLogs

@Suite struct LogTimeTests {
  @Test(
    "the forms of times are read",
    arguments: [
      ("Thu Aug 14 11:04:31 2014 Info: x", 1_408_014_271_000_000_000, "Info: x"),
      (
        "Aug 14 11:04:31 mx postfix/smtpd[1]: x", 1_408_014_271_000_000_000,
        "mx postfix/smtpd[1]: x"
      ),
      ("Aug  4 11:04:31 mx x", 1_407_150_271_000_000_000, "mx x"),
      ("<164>Aug 14 2014 11:04:31: %ASA-4-1", 1_408_014_271_000_000_000, "%ASA-4-1"),
      ("2014-08-14T13:04:31.25+02:00 mx x", 1_408_014_271_250_000_000, "mx x"),
      ("<13>1 2014-08-14T11:04:31Z mx x", 1_408_014_271_000_000_000, "mx x"),
      (
        "2014-08-14 11:04:31 1XHabc-0001AB-CD <= a", 1_408_014_271_000_000_000,
        "1XHabc-0001AB-CD <= a"
      ),
      ("2014-08-14 13:04:31 +0200 [12] x", 1_408_014_271_000_000_000, "[12] x"),
      ("2016-02-29 00:00:00 x", 1_456_704_000_000_000_000, "x"),
    ] as [(String, Int64, String)])
  func forms(text: String, time: Int64, rest: String) throws {
    let line = TimedLine(text[...])
    let read = try #require(line.time)
    #expect(read.nanoseconds(defaultYear: 2014) == time)
    #expect(line.rest == rest)
  }

  @Test(
    "the device's EMBLEM form has a colon before the time and the name of a zone behind it",
    arguments: [
      ("<166>:Aug 14 11:04:31 UTC: %ASA-session-6-302013: x", 0),
      ("<166>:Aug 14 2014 11:04:31.000 GMT: %ASA-session-6-302013: x", 0),
      ("<166>:Aug 14 2014 11:04:31 CEST: %ASA-session-6-302013: x", nil),
      ("<166>:Aug 14 2014 11:04:31: %ASA-session-6-302013: x", nil),
      ("<166>Aug 14 2014 11:04:31: FW: %ASA-session-6-302013: x", nil),
    ] as [(String, Int?)])
  func emblem(text: String, zone: Int?) throws {
    let line = TimedLine(text[...])
    let time = try #require(line.time)
    #expect(time.second == 39_871 && time.zone == zone)
    #expect(line.rest == "%ASA-session-6-302013: x" || line.rest.hasPrefix("FW: "))
  }

  @Test(
    "what is no time is none",
    arguments: [
      "", "ICID 21916 lost", "Aug 99 11:04:31 x", "Aug 14 25:04:31 x", "9999-99-99 11:04:31 x",
      "Aug 14 9999 11:04:31: x", "2014-13-14 11:04:31", "<", "<1", "Aug", "Aug 14",
    ])
  func none(text: String) { #expect(TimedLine(text[...]).time == nil) }

  @Test("the year of a time is that of its calendar")
  func years() {
    #expect(LogTime.year(of: 1_408_014_271_000_000_000) == 2014)
    #expect(LogTime.year(of: 0) == 1970)
    #expect(LogTime.year(of: -1_000_000_000) == 1969)
    #expect(LogTime.year(of: 1_451_606_399_999_999_999) == 2015)
    #expect(LogTime.year(of: 1_451_606_400_000_000_000) == 2016)
    #expect(LogTime.year(of: .max) == 2262)
    #expect(LogTime.year(of: .min) == 1677)
  }

  @Test(
    "a line without a year is of the year that brings it nearest",
    arguments: [
      ("Dec 31 23:59:00 x", "2027-01-01 00:09:00", "2026-12-31 23:59:00"),
      ("Jan  1 00:09:00 x", "2026-12-31 23:59:00", "2027-01-01 00:09:00"),
      ("Aug  1 00:00:00 x", "2026-12-31 23:59:00", "2026-08-01 00:00:00"),
      ("Jan  1 2024 00:00:00 x", "2026-12-31 23:59:00", "2024-01-01 00:00:00"),
    ])
  func nearest(text: String, moment: String, expected: String) throws {
    func time(_ text: String, near moment: Int64) throws -> Int64 {
      try #require(TimedLine(text[...]).time).nanoseconds(near: moment)
    }
    #expect(
      try time(text, near: try time(moment, near: 0)) == (try time(expected, near: 0)))
    for moment in [Int64.min, .max, 0] { _ = try time(text, near: moment) }
  }
}
