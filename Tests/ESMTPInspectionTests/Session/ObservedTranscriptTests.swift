import Primitives
import Testing

@testable import ESMTPInspection

/// What people saw through such firewalls, in the profile that each transcript is named for.
@Suite struct ObservedTranscriptTests {
  struct Transcript: Sendable, CustomTestStringConvertible {
    var name: String
    var profile: Profile
    var dialogue: [(Sender, String)]
    var client: String?
    var server: String?
    var testDescription: String { "\(name) \(profile.name)" }

    /// A greeting and what the client gets of it.
    static func greeting(_ name: String, _ profile: Profile, _ sent: String, _ seen: String) -> Self
    {
      Self(name: name, profile: profile, dialogue: [(.server, sent)], server: seen)
    }

    /// A reply to EHLO behind a greeting, and what the client gets of it.
    static func reply(_ name: String, _ profile: Profile, _ sent: [String], _ seen: [String])
      -> Self
    {
      let text = { (lines: [String]) in
        lines.enumerated()
          .map { "250\($0 == lines.count - 1 ? " " : "-")\($1)\r\n" }.joined()
      }
      return Self(
        name: name, profile: profile,
        dialogue: [(.server, "220\r\n"), (.client, "EHLO c\r\n"), (.server, text(sent))],
        server: "220\r\n" + text(seen))
    }

    /// A command in segments, and what the server gets of it.
    static func command(_ name: String, _ profile: Profile, _ sent: [String], _ seen: String)
      -> Self
    {
      Self(
        name: name, profile: profile,
        dialogue: [(.server, "220\r\n")] + sent.map { (.client, $0) } + [(.server, "500 no\r\n")],
        client: seen)
    }
  }

  private static let gordano =
    "server.gordano.com NTMail (v7.00.0018/AA0000.00.b1a028f6) ready for ESMTP transfer"
  private static func stars(_ count: Int) -> String { String(repeating: "*", count: count) }

  static let greetings: [Transcript] = [
    .greeting(
      "B01", .pix63,
      "220 aaaaa.bbbbbbb.ccccc ESMTP Sendmail 8.10.1/8.10.1; Sat, 20 Jan 2001 09:41:37 -0500\r\n",
      "220 **************************************0******0*********20 ****200**0*********0*00\r\n"),
    .greeting(
      "B05", .pix63,
      "220 hhhhhhhhh0hhhhhhhhhhhhhhhhh ESMTP Server "
        + "(Microsoft Exchange Internet Mail Service 5.5.2653.13) ready\r\n",
      "220 *********0\(stars(77))2*************\r\n"),
    .greeting("B06", .pix44, "220 mx2.example.com 2020\r\n", stars(24) + "\r\n"),
    .greeting(
      "B07", .pix63, "220 mail2.nwtraders.msft Microsoft ESMTP Mail Service\r\n",
      "220 ****2\(stars(44))\r\n"),
    .greeting("B08", .asaField, "220 \(gordano)\r\n", "220 \(stars(82))\r\n"),
    .greeting(
      "B09", .asaField, "220-This is my mail server\r\n220 \(gordano)\r\n",
      "220-\(stars(22))\r\n\(stars(86))\r\n"),
    .greeting(
      "B03", .pix40, "220 mailserver.example.com ESMTP Sendmail ready\r\n",
      "220 SMTP/cmap ready____________________________\r\n"),
    .greeting("B13", .asaField, "220 fire.deimos.fr 5.5\r\n", "220 \(stars(18))\r\n"),
  ]

  static let replies: [Transcript] = [
    .reply(
      "E09", .asaField, ["h", "PIPELINING", "STARTTLS", "HELP"],
      ["h", "PIPELINING", "XXXXXXXA", "XXXB"]),
    .reply(
      "E10", .asaField,
      [
        "mailserver2.domain.com Hello mailserver3.domain.com [IP Address], pleased to meet you",
        "ENHANCEDSTATUSCODES", "PIPELINING", "8BITMIME", "SIZE", "DSN", "ETRN",
        "AUTH DIGEST-MD5 CRAM-MD5", "DELIVERBY", "HELP",
      ],
      [
        "mailserver2.domain.com Hello mailserver3.domain.com [IP Address], pleased to meet you",
        "ENHANCEDSTATUSCODES", "PIPELINING", "8BITMIME", "SIZE", "DSN", "ETRN",
        "AUTH DIGEST-MD5 CRAM-MD5", "XXXXXXXXA", "XXXB",
      ]),
    .reply("E12", .asaField, ["h", "AUTH=LOGIN PLAIN"], ["h", "AUTH=LOGIN PLAIN"]),
    .reply("E02", .asa72, ["h", "X-EXPS GSSAPI NTLM LOGIN"], ["h", "XXXXXXXXXXXXXXXXXXXXXXXA"]),
    .reply(
      "E03", .asa72, ["h", "AUTH GSSAPI NTLM LOGIN", "AUTH=LOGIN"],
      ["h", "AUTH GSSAPI NTLM LOGIN", "XXXXXXXXXA"]),
    .reply("E05", .asa72, ["h", "8bitmime"], ["h", "8bitmime"]),
    .reply("E07", .asa72, ["h", "TURN", "VRFY"], ["h", "XXXA", "XXXB"]),
    .reply(
      "E08", .asa72, ["h", "X-LINK2STATE", "XEXCH50", "X-EXPS=LOGIN"],
      ["h", "XXXXXXXXXXXA", "XXXXXXB", "XXXXXXXXXXXC"]),
  ]

  static let commands: [Transcript] = [
    .command("C01", .pix44, ["EHLO ME\r\n"], "XXXX ME\r\n"),
    .command("C03", .asa, ["H", "E", "L", "O", "\r\n"], "XXXX\r\n"),
    .command("C03", .asaField, ["H", "E", "L", "O", "\r\n"], "XXXX\r\n"),
    .command("C03", .pix63, ["H", "E", "L", "O", "\r\n"], "XXXX\r\n"),
    .command("C05", .pix44, ["EHLO\r\n"], "XXXX\r\n"),
    .command("C06", .pix44, ["HELP\r\n"], "XXXX\r\n"),
    .command("C07", .pix44, ["EXPN root\r\n"], "XXXX root\r\n"),
    .command("C07", .pix44, ["VRFY root\r\n"], "XXXX root\r\n"),
    .command("C08", .asaField, ["starttls\r\n"], "XXXXXXXX\r\n"),
    .command("C09", .asa, ["STARTTLS\r\n"], "XXXXXXXX\r\n"),
    .command("C10", .pix51, ["EHLO x\r\n"], "NOOP  \r\n"),
    .command("C11", .pix63, ["EHLO x\r\n"], "NOOP  \r\n"),
    .command("C12", .pix63, ["goodmorning\r\n"], "NOOP       \r\n"),
    .command("C14", .pix63, ["HELO c\n"], "XXXXXX\n"),
    .command("C15", .pix44, ["EHLO host\r\n"], "XXXX host\r\n"),
    .command("C17", .asa, ["XFOO bar\r\nNOOP\r\n"], "XXXXXXXX\r\nXXXX\r\n"),
    .command("C21", .pix44, ["AUTH LOGIN\r\n"], "XXXX LOGIN\r\n"),
  ]

  @Test("transcripts come out byte for byte", arguments: greetings + replies + commands)
  func transcript(_ transcript: Transcript) {
    let played = Replayed(transcript.dialogue, profile: transcript.profile)
    if let client = transcript.client { #expect(played.clientText == client) }
    if let server = transcript.server { #expect(played.serverText == server) }
  }
}
