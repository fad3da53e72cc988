import Primitives
import Testing

@testable import Rewriting

struct AddressBookTests {
  private static let ranges = ["192.0.2.", "198.51.100.", "203.0.113."]

  @Test("a thousand addresses stay different; those that fit are from the ranges for documentation")
  func injective() {
    var book = AddressBook(keeping: [], avoiding: [])
    var seen: Set<IPAddress> = []
    for number: UInt32 in 0..<1000 {
      let stand = book.replacement(for: IPAddress(v4: 0x0A00_0001 + number))
      #expect(seen.insert(stand).inserted)
      let isDocumentation = Self.ranges.contains { stand.description.hasPrefix($0) }
      #expect(isDocumentation == (number < 762), "\(number): \(stand)")
      #expect(book.replacement(for: IPAddress(v4: 0x0A00_0001 + number)) == stand)
    }
    #expect(book.isExhausted)
  }

  @Test("addresses of the originals and kept ones stand for none")
  func avoided() throws {
    let first = try #require(IPAddress("192.0.2.1"))
    let second = try #require(IPAddress("192.0.2.2"))
    var book = AddressBook(keeping: [second], avoiding: [first])
    #expect(book.replacement(for: second) == second)
    for number: UInt32 in 0..<700 {
      let stand = book.replacement(for: IPAddress(v4: 0x0A00_0001 + number))
      #expect(stand != first && stand != second)
    }
  }

  @Test(
    "a text keeps its length",
    arguments: [
      "1.2.3.4", "10.1.2.3", "10.20.30.4", "192.168.1.77", "172.16.254.254", "192.168.100.100",
      "fe80::1", "2a01:4f8::17", "2a01:4f8:c17:b0f::2", "2a01:04f8:0c17:0b0f:0000:0000:0000:0002",
      "2001:470:1f0b:6f:0:0:0:19", "2a00:1450:4013:c01::1b",
    ])
  func texts(text: String) throws {
    var book = AddressBook(keeping: [], avoiding: [])
    let replaced = book.replacement(forText: Array(text.utf8)[...])
    let stand = try #require(replaced)
    #expect(stand.count == text.utf8.count)
    let spelled = String(decoding: stand, as: UTF8.self)
    #expect(spelled != text)
    let address = try #require(IPAddress(text))
    let read = try #require(IPAddress(spelled), "\(spelled)")
    // Where the text has room for it, it is the address of the headers.
    if text.utf8.count >= 12 || text.utf8.count >= 9 && !address.isIPv6 {
      #expect(read == book.replacement(for: address), "\(spelled)")
    }
  }

  @Test("hardware addresses are those for documentation; groups stay")
  func hardware() {
    var book = AddressBook(keeping: [], avoiding: [])
    let one: [UInt8] = [0x3C, 0x97, 0x0E, 1, 2, 3]
    let stand = book.replacement(forHardware: one[...])
    #expect(stand == [0, 0, 0x5E, 0, 0x53, 0])
    #expect(book.replacement(forHardware: one[...]) == stand)
    let group = [UInt8](repeating: 255, count: 6)
    #expect(book.replacement(forHardware: group[...]) == group)
    var seen: Set<[UInt8]> = []
    for number in 0..<1000 {
      let drawn = book.replacement(forHardware: [
        2, 9, 9, 9, UInt8(number / 256), UInt8(number % 256),
      ])
      #expect(drawn.count == 6 && seen.insert(drawn).inserted)
    }
  }

  @Test(
    "addresses that say nothing of anybody stay",
    arguments: ["127.0.0.1", "0.0.0.0", "::1", "224.0.0.5"])
  func common(text: String) throws {
    var book = AddressBook(keeping: [], avoiding: [])
    let address = try #require(IPAddress(text))
    #expect(book.replacement(for: address) == address)
  }
}
