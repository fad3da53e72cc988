import Primitives
import Testing

@Suite struct IPAddressTests {
  @Test(
    "addresses are printed as RFC 5952 prints them",
    arguments: [
      ("192.0.2.1", "192.0.2.1"), ("2001:DB8:0:0:0:0:0:1", "2001:db8::1"), ("::", "::"),
      ("::1", "::1"), ("1:0:0:2:0:0:0:3", "1:0:0:2::3"), ("1:0:2:3:4:5:6:7", "1:0:2:3:4:5:6:7"),
      ("::ffff:192.0.2.1", "::ffff:192.0.2.1"), ("2001:db8::", "2001:db8::"),
      ("1:0:0:2:3:0:0:4", "1::2:3:0:0:4"),
    ])
  func printed(_ text: String, _ canonical: String) {
    #expect(IPAddress(text)?.description == canonical)
  }

  @Test(
    "what is no address is refused",
    arguments: [
      "", "1", "1.2.3", "1.2.3.4.5", "256.1.1.1", "1.2.3.+4", "a.b.c.d", ":", ":::", "1::2::3",
      "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "12345::", "::1.2.3", "1.2.3.4::", "+1::",
      "1:2:3:4:5:6:7:8::",
    ])
  func refused(_ text: String) {
    #expect(IPAddress(text) == nil)
  }

  @Test("sockets put IPv6 addresses in brackets")
  func sockets() throws {
    let six = try #require(IPAddress("2001:db8::1"))
    let four = try #require(IPAddress("192.0.2.1"))
    #expect("\(Socket(address: six, port: 25))" == "[2001:db8::1]:25")
    #expect("\(Socket(address: four, port: 25))" == "192.0.2.1:25")
    #expect(four < six)
  }
}
