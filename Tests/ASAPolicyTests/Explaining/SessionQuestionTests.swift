import ASAPolicy
import Primitives
import Testing

@Suite("a session that is asked about")
struct SessionQuestionTests {
  @Test(
    "both versions of IP are read",
    arguments: [
      ("tcp 192.0.2.1:1025 198.51.100.25:25", "192.0.2.1:1025", "198.51.100.25:25"),
      ("TCP  192.0.2.1:1   198.51.100.25:65535", "192.0.2.1:1", "198.51.100.25:65535"),
      ("tcp [2001:db8::7]:1025 [2001:DB8::19]:25", "[2001:db8::7]:1025", "[2001:db8::19]:25"),
    ])
  func read(_ text: String, _ client: String, _ server: String) throws {
    let question = try SessionQuestion(text)
    #expect(question.client.description == client)
    #expect(question.server.description == server)
  }

  static let remedy =
    "; write a session as 'tcp 192.0.2.1:1025 198.51.100.25:25', IPv6 addresses in brackets"

  @Test(
    "anything else is told with how it is written",
    arguments: [
      ("", "a session has three words: tcp, the client's socket, the server's socket"),
      (
        "tcp 192.0.2.1:1",
        "a session has three words: tcp, the client's socket, the server's socket"
      ),
      ("udp 192.0.2.1:1 192.0.2.2:25", "\"udp\" is not tcp, which all mail uses"),
      ("tcp 192.0.2.1 192.0.2.2:25", "the client's socket \"192.0.2.1\" has no port"),
      ("tcp 192.0.2.1:1 192.0.2.2:0", "the server's port \"0\" is not one of 1 to 65535"),
      ("tcp 192.0.2.1:1 192.0.2.2:65536", "the server's port \"65536\" is not one of 1 to 65535"),
      ("tcp 192.0.2.1:1 192.0.2.2:+5", "the server's port \"+5\" is not one of 1 to 65535"),
      ("tcp 192.0.2.1: 192.0.2.2:25", "the client's port \"\" is not one of 1 to 65535"),
      ("tcp 192.0.2.256:1 192.0.2.2:25", "\"192.0.2.256\" is not an IP address"),
      ("tcp mail:1 192.0.2.2:25", "\"mail\" is not an IP address"),
      ("tcp 2001:db8::1:1 [2001:db8::2]:25", "the client's IPv6 address needs brackets"),
      ("tcp [192.0.2.1]:1 192.0.2.2:25", "\"192.0.2.1\" is not an IPv6 address"),
      ("tcp [::1]:1 192.0.2.2:25", "one address is of IPv4 and the other of IPv6"),
    ])
  func refused(_ text: String, _ message: String) {
    do throws(SessionQuestionError) {
      _ = try SessionQuestion(text)
      Issue.record("\(text) was accepted")
    } catch {
      #expect(error.description == message + Self.remedy)
    }
  }

  @Test("a line with a time-range waits for the time, a user for what no capture tells")
  func times() throws {
    let session = try SessionQuestion("tcp 192.0.2.1:1025 198.51.100.25:25")
    let text =
      "time-range W\n periodic daily 8:00 to 17:00\n"
      + ClassificationTests.one("access-list a permit tcp any any eq smtp time-range W")
    let waits = try "\(policy(text).explanation(of: session))"
    #expect(waits.contains("it depends on the time: time-range W, by p:3"))
    #expect(waits.contains("takes the session depends on the time: time-range W"))
    #expect(waits.contains("analyze decides it by the capture"))
    #expect(!waits.contains("policy-undecided") && !waits.contains("does not tell"))
    let users = text.replacing("tcp any", with: "tcp user X\\y any")
    let user = try "\(policy(users).explanation(of: session))"
    #expect(user.contains("policy-undecided") && !user.contains("depends on the time"))
  }
}
