import ESMTPInspection
import Foundation
import Primitives
import Testing

@testable import Rewriting

private func scrubbed(
  _ text: String, _ kind: Passage.Kind, isClient: Bool = true, keeping: Set<[UInt8]> = []
) -> String {
  var bytes = Array(text.utf8)
  var scrubber = TextScrubber(
    words: WordBook(keeping: keeping, avoiding: []),
    addresses: AddressBook(keeping: [], avoiding: []))
  scrubber.scrub(&bytes, run: 0..<bytes.count, kind, isClient: isClient)
  #expect(bytes.count == text.utf8.count)
  return String(decoding: bytes, as: UTF8.self)
}

/// The text with letters as `a` or `A` and digits as `0`.
private func shape(_ text: String) -> String {
  String(
    text.map { letter in
      if letter.isNumber { return "0" }
      return letter.isUppercase ? "A" : letter.isLowercase ? "a" : letter
    })
}

struct TextScrubberTests {
  @Test(
    "what an inspection has crossed out stays, for another word there would be inspected otherwise",
    arguments: [
      ("220 **20***********************2*0\r\n", Passage.Kind.reply),
      ("250-XXXXXXXA\r\n", .reply), ("250 XXXB\r\n", .reply), ("XXXXXXXX\r\n", .command),
    ])
  func crossedOut(line: String, kind: Passage.Kind) {
    #expect(scrubbed(line, kind, isClient: kind == .command) == line)
  }

  @Test(
    "words of the protocol stay in a command, and nothing else does",
    arguments: [
      (
        "MAIL FROM:<dana@acme.org> SIZE=1234 BODY=8BITMIME\r\n",
        ["MAIL FROM:<", "> SIZE=1234 BODY=8BITMIME\r\n"]
      ),
      (
        "rcpt to: <\"dana| x\"@acme.org> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;dana@acme.org\r\n",
        ["rcpt to: <\"", "| ", "NOTIFY=SUCCESS,DELAY ORCPT=rfc822;"]
      ),
      ("EHLO mailhost.acme.org\r\n", ["EHLO "]),
      ("BDAT 1024 LAST\r\n", ["BDAT 1024 LAST\r\n"]),
      ("AUTH PLAIN AGRhbmEAc2VjcmV0\r\n", ["AUTH PLAIN "]),
      ("X-EXPS GSSAPI\r\n", ["X-EXPS "]),
      ("XFORWARD NAME=mailhost.acme.org ADDR=10.20.30.40\r\n", ["XFORWARD NAME=", " ADDR="]),
    ])
  func commands(line: String, kept: [String]) {
    let text = scrubbed(line, .command)
    for part in kept { #expect(text.contains(part), "\(text)") }
    for word in ["dana", "acme", "org", "mailhost", "AGRhbmEAc2VjcmV0", "10.20.30.40"] {
      #expect(!text.lowercased().contains(word.lowercased()), "\(text)")
    }
  }

  @Test("codes, keywords and addresses of the ranges for documentation stand in replies")
  func replies() {
    let text = scrubbed(
      "250-mx.acme.org Hello mailhost.acme.org [10.20.30.40], pleased to meet you\r\n"
        + "250-SIZE 35882577\r\n250-AUTH LOGIN CRAM-MD5\r\n250-X-ACME\r\n250 XXXXXXXA\r\n"
        + "550 5.1.1 <dana@acme.org>: Recipient address rejected: User unknown\r\n"
        + "334 PDEyMzQ1QGFjbWUub3JnPg==\r\n", .reply, isClient: false)
    #expect(text.contains("Hello "))
    #expect(text.contains("[192.000.2.1]") || text.contains("[192.0.2.100]"), "\(text)")
    #expect(text.contains("\r\n250-SIZE 35882577\r\n250-AUTH LOGIN CRAM-MD5\r\n250-"))
    #expect(text.contains("\r\n250 XXXXXXXA\r\n550 5.1.1 <"))
    #expect(text.contains(">: Recipient address rejected: User unknown\r\n334 "))
    #expect(!text.contains("acme") && !text.contains("ACME") && !text.contains("PDEyMzQ1"))
  }

  @Test("the structure of a message stays")
  func content() {
    let original = """
      Received: from mailhost.acme.org ([10.1.2.3]) by mx.acme.org with ESMTP id 4ZxA1\r
      \tfor <dana@acme.org>; Tue, 24 Nov 2026 00:37:42 +0000\r
      Subject: =?utf-8?Q?Angebot_f=C3=BCr_Dana?= and =?utf-8?B?w7xiZXI=?=\r
      X-Acme-Secret: yes\r
      MIME-Version: 1.0\r
      Content-Type: multipart/mixed; boundary="=_acme.Part_17"\r
      \r
      --=_acme.Part_17\r
      Content-Type: application/pdf; name="Offer for Dana.pdf"\r
      Content-Transfer-Encoding: base64\r
      \r
      VGhpcyBpcyBhbiBvZmZlciBmb3IgRGFuYQ==\r
      aGVsbG8=\r
      ..stuffed line\r
      --=_acme.Part_17--\r

      """
    let text = scrubbed(original, .content)
    let lines = text.split(separator: "\r\n", omittingEmptySubsequences: false)
    for word in ["acme", "dana", "angebot", "offer", "secret", "stuffed", "vghpcybp", "aGVsbG8"] {
      #expect(!text.lowercased().contains(word.lowercased()), "\(word): \(text)")
    }
    #expect(lines[2].hasPrefix("Subject: =?utf-8?Q?"))
    #expect(lines[2].contains("_?=") || lines[2].contains("=C3="))
    #expect(lines[2].contains("?= ") && lines[2].contains("=?utf-8?B?"))
    #expect(lines[4] == "MIME-Version: 1.0")
    let boundary = lines[5].split(separator: "\"")[1]
    #expect(lines[5].hasPrefix("Content-Type: multipart/mixed; boundary=\"=_"))
    #expect(lines[7] == "--\(boundary)")
    #expect(lines[14] == "--\(boundary)--")
    #expect(lines[8].hasPrefix("Content-Type: application/pdf; name=\""))
    #expect(lines[8].hasSuffix(".pdf\""))
    #expect(lines[9] == "Content-Transfer-Encoding: base64")
    #expect(lines[11].hasSuffix("=="))
    #expect(lines[13].hasPrefix("..") && !lines[13].hasPrefix("..."))
    #expect(
      lines.map(\.utf8.count)
        == original.split(
          separator: "\r\n", omittingEmptySubsequences: false
        ).map(\.utf8.count))
  }

  @Test("a word has one replacement, whatever its case and wherever it stands")
  func stability() {
    let text = scrubbed("EHLO Acme.ORG\r\nMAIL FROM:<acme@ACME.org>\r\n", .command)
    let words = text.split { !$0.isLetter }.map(String.init)
    #expect(words[1].lowercased() == words[5])
    #expect(words[6] == words[1].uppercased())
    #expect(shape(text) == "AAAA Aaaa.AAA\r\nAAAA AAAA:<aaaa@AAAA.aaa>\r\n")
  }

  @Test("no reply to a brute force: what stands for a word does not depend on its letters")
  func secrecy() {
    #expect(scrubbed("EHLO alpha.test\r\n", .command) == scrubbed("EHLO omega.host\r\n", .command))
    #expect(
      scrubbed("AUTH PLAIN AGFsaWNlAHNlY3JldA==\r\n", .command)
        == scrubbed("AUTH PLAIN agfsAWNLahnly3jLDa==\r\n", .command))
  }

  @Test("a verb by its four letters stays, since a segment may end behind them")
  func shortVerbs() {
    #expect(scrubbed("HELOfirewall\r\n", .command).hasPrefix("HELO"))
    #expect(!scrubbed("ACMEfirewall\r\n", .command).hasPrefix("ACME"))
  }

  @Test("words that the policy looks for stay")
  func keptWords() {
    let kept: Set<[UInt8]> = [Array("acme".utf8), Array("org".utf8)]
    let text = scrubbed("MAIL FROM:<dana@mx.Acme.org>\r\n", .command, keeping: kept)
    #expect(text.hasSuffix(".Acme.org>\r\n") && !text.contains("dana"))
  }

  @Test("a word stays whole that holds what the policy looks for")
  func heldWords() {
    var book = WordBook(keeping: [], holding: [Array("spam".utf8)], avoiding: [])
    #expect(book.replacement(for: Array("Spammer".utf8)[...]) == Array("Spammer".utf8))
    #expect(book.replacement(for: Array("spanner".utf8)[...]) != Array("spanner".utf8))
    #expect(book.met == [Array("spammer".utf8)])
  }

  @Test("names of commands are keywords of the reply to EHLO, too")
  func commandKeywords() {
    #expect(Vocabulary.keywords.isSuperset(of: Vocabulary.commands))
    #expect(Vocabulary.keywords.contains(Array("pipelining".utf8)))
  }

  @Test("records of TLS keep their headers alone")
  func records() {
    let hello = [UInt8]([0x16, 3, 1, 0, 5]) + Array("ALPHA".utf8) + [0x17, 3, 3, 0, 2, 65, 66]
    var bytes = hello
    var scrubber = TextScrubber(
      words: WordBook(keeping: [], avoiding: []), addresses: AddressBook(keeping: [], avoiding: []))
    scrubber.scrub(&bytes, run: 0..<7, .opaque, isClient: true)
    scrubber.scrub(&bytes, run: 7..<bytes.count, .opaque, isClient: true)
    #expect(bytes[..<5] == hello[..<5] && bytes[10..<15] == hello[10..<15])
    #expect(bytes[5..<10] != hello[5..<10])
    #expect(scrubber.opaqueBytes == 7)
  }

  @Test("bytes above 127 stay characters of the same length")
  func characters() {
    let original = "Grüße aus Köln – 東京 🎉\r\n"
    let text = scrubbed(original, .content)
    #expect(
      text.unicodeScalars.map { $0.utf8.count } == original.unicodeScalars.map { $0.utf8.count })
    #expect(!text.unicodeScalars.contains("\u{FFFD}"))
    #expect(!text.contains("東京"))
  }

  @Test("a file in uuencode keeps its lines and lengths, and nothing of its data")
  func unixEncoding() {
    let text =
      "Hello\r\nbegin 644 dana's photo.jpg\r\n-=V]M8F%T('%U;VMK80``\r\n..6%C;64@;6%I;&5R(%=OA\r\n`\r\nend\r\n"
      + "dana again, begin 644\r\n"
    let lines = scrubbed(text, .content).components(separatedBy: "\r\n")
    #expect(lines[1].hasPrefix("begin 644 ") && lines[1].hasSuffix(".jpg") == false)
    #expect(lines[2].hasPrefix("-") && lines[2].utf8.count == 21)
    #expect(lines[3].hasPrefix("..") && lines[3].utf8.count == 22)
    #expect(lines[4...5] == ["`", "end"])
    #expect(!lines[2].utf8.contains { $0 >= 65 && $0 <= 90 })
    #expect(zip(lines[2].utf8, "-=V]M8F%T('%U;VMK80``".utf8).count { $0 == $1 } < 6)
    #expect(shape(lines[6]) == "aaaa aaaaa, aaaaa 000")
  }
}
