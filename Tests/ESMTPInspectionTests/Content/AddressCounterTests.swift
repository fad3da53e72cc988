import Testing

@testable import ESMTPInspection

@Suite struct AddressCounterTests {
  @Test(
    "Addresses of a list are counted by the grammar of RFC 5322",
    arguments: [
      ("", 0), (" ", 0), ("a@example.com", 1), ("a@example.com, b@example.com", 2),
      ("a, b,c ,d", 4), (",, a ,,", 1), ("\"Doe, Jane\" <jane@example.com>", 1),
      ("\"a\\\", b\" <x@example.com>, y@example.com", 2), ("Doe (a, b) <x@example.com>, y", 2),
      ("(only, a, comment)", 0), ("a (x (y, z) \\) , w), b", 2), ("<@a,@b:c@d>, e@f", 2),
      ("friends: a@b, c@d;", 2), ("friends: a@b, c@d;, e@f", 3), ("undisclosed-recipients:;", 0),
      ("x:;, y:;, z@a", 1), ("a@[IPv6:2001:db8::1], b@c", 2), ("a@[1,2], b", 2),
      ("a@b; c@d", 2), ("<\"a>,b\"@c>, d", 2), ("<a(>,)@c>, d", 2), ("\"open, quote", 1),
      ("<open, angle", 1), ("(open, a, b", 0), ("<>", 1), ("a\\,b, c", 2), ("\t\t", 0),
    ])
  func counts(list: String, count: Int) {
    var counter = AddressCounter()
    for byte in list.utf8 { counter.feed(byte) }
    #expect(counter.count == count)
  }
}
