import Testing

@testable import Reports

struct SpokenTests {
  @Test(
    "numbers are written in groups of three",
    arguments: [
      (0, "0"), (7, "7"), (999, "999"), (1000, "1,000"), (12_345, "12,345"),
      (123_456, "123,456"), (1_234_567, "1,234,567"), (-1000, "-1,000"), (-999, "-999"),
      (Int.min, "-9,223,372,036,854,775,808"),
    ])
  func numbers(value: Int, text: String) {
    #expect(Spoken.number(value) == text)
  }

  @Test("the largest number fits")
  func largest() {
    #expect(Spoken.number(UInt64.max) == "18,446,744,073,709,551,615")
  }

  @Test(
    "spans are written in their two largest units",
    arguments: [
      (0, "0.000 s"), (7_000_000, "0.007 s"), (59_999_999_999, "59.999 s"),
      (60_000_000_000, "1 min 0 s"), (3_599_000_000_000, "59 min 59 s"),
      (3_600_000_000_000, "1 h 0 min"), (90_000_000_000_000, "1 d 1 h"),
    ] as [(UInt64, String)])
  func durations(nanoseconds: UInt64, text: String) {
    #expect(Spoken.duration(nanoseconds) == text)
  }

  @Test("a span may be wider than a signed number, and backwards is none")
  func extremes() {
    #expect(Spoken.duration(from: .min, to: .max) == "213,503 d 23 h")
    #expect(Spoken.duration(from: 5, to: 4) == "0.000 s")
  }

  @Test("nouns follow their number")
  func counts() {
    #expect(Spoken.count(1, "session") == "1 session")
    #expect(Spoken.count(1204, "session") == "1,204 sessions")
  }
}
