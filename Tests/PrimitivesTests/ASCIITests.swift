import Primitives
import Testing

@Suite("kinds of octets")
struct ASCIITests {
  /// The octets of a kind as text.
  private func octets(_ isOne: (UInt8) -> Bool) -> String {
    String(decoding: (UInt8.min...UInt8.max).filter(isOne), as: UTF8.self)
  }

  private let capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
  private let smallLetters = "abcdefghijklmnopqrstuvwxyz"

  @Test("each kind has its octets and no other")
  func kinds() {
    #expect(octets(\.isDigit) == "0123456789")
    #expect(octets(\.isCapital) == capitals)
    #expect(octets(\.isLetter) == capitals + smallLetters)
    #expect(octets(\.isLetterOrDigit) == "0123456789" + capitals + smallLetters)
    #expect(octets(\.isBlank) == "\t ")
    #expect((UInt8.min...UInt8.max).filter(\.isPrintable) == Array(0x20...0x7E))
  }

  @Test("an octet has two hexadecimal digits")
  func digits() {
    #expect(
      [0, 9, 10, 15, 16, 127, 255].map(\.hexadecimalText as (UInt8) -> String).joined(
        separator: " ")
        == "00 09 0a 0f 10 7f ff")
  }

  @Test("letters alone have a case")
  func cases() {
    #expect(capitals.utf8.map(\.lowercase) == Array(smallLetters.utf8))
    #expect(smallLetters.utf8.map(\.uppercase) == Array(capitals.utf8))
    #expect(octets { $0.lowercase != $0 } == capitals)
    #expect(octets { $0.uppercase != $0 } == smallLetters)
  }
}
