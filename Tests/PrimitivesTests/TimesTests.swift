import Primitives
import Testing

@Suite("times")
struct TimesTests {
  @Test(
    "from one time to another it is never less than nothing, nor more than there is",
    arguments: [
      (5, 7, 2), (7, 5, 0), (-7, -5, 2), (5, 5, 0), (.max, .min, 0), (.min, .max, .max),
      (.min, 0, .max), (-1, .max, .max), (0, .max, .max), (.min, .min + 1, 1),
    ] as [(Int64, Int64, Int64)])
  func passed(_ start: Int64, _ end: Int64, _ length: Int64) {
    #expect(elapsed(from: start, to: end) == length)
    #expect(start.distance(from: end) == end.distance(from: start))
  }

  @Test(
    "a duration ends at the latest time at most, and for ever has no other end",
    arguments: [
      (5, 7, 12), (-7, 5, -2), (.max, 0, .max), (.max, 1, .max), (.max - 1, 1, .max),
      (.min, .max, .max), (-5, .max, .max), (.min, 1, .min + 1), (5, .max - 1, .max),
    ] as [(Int64, Int64, Int64)])
  func ends(_ time: Int64, _ duration: Int64, _ end: Int64) {
    #expect(later(time, by: duration) == end)
  }

  @Test(
    "sums and differences stay at the ends of the range",
    arguments: [
      (.min, 1, .min + 1, .min), (.max, -1, .max - 1, .max), (.min, -1, .min, .min + 1),
      (.max, 1, .max, .max - 1), (0, .min, .min, .max), (.min, .min, .min, 0),
      (.max, .min, -1, .max), (7, 5, 12, 2),
    ] as [(Int64, Int64, Int64, Int64)])
  func ends(_ time: Int64, _ other: Int64, sum: Int64, difference: Int64) {
    #expect(time.adding(other) == sum)
    #expect(time.since(other) == difference)
  }

  @Test(
    "times as the device prints them",
    arguments: [
      (0, "0:00:00"), (59, "0:00:59"), (3661, "1:01:01"), (86_399, "23:59:59"),
      (360_000, "100:00:00"), (.max / 1_000_000_000, "2562047:47:16"),
    ] as [(Int64, String)])
  func clock(_ seconds: Int64, _ text: String) {
    #expect(hoursMinutesSeconds(seconds) == text)
  }
}
