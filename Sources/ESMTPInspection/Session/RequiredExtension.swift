import Primitives

/// An extension without which a server may refuse mail (RFC 5321 section 2.2).
enum RequiredExtension: UInt8, CaseIterable, Sendable {
  case startTLS, authentication, exchangeAuthentication, exchangeTLS, eightBitMIME

  /// Its keyword in a reply to EHLO.
  var keyword: String {
    switch self {
    case .startTLS: "STARTTLS"
    case .authentication: "AUTH"
    case .exchangeAuthentication: "X-EXPS"
    case .exchangeTLS: "X-ANONYMOUSTLS"
    case .eightBitMIME: "8BITMIME"
    }
  }

  /// The keyword as a word.
  var word: PackedWord {
    switch self {
    case .startTLS: .startTLS
    case .authentication: RequiredExtension.words.authentication
    case .exchangeAuthentication: RequiredExtension.words.exchangeAuthentication
    case .exchangeTLS: RequiredExtension.words.exchangeTLS
    case .eightBitMIME: RequiredExtension.words.eightBitMIME
    }
  }

  private static let words = (
    authentication: PackedWord("AUTH"), exchangeAuthentication: PackedWord("X-EXPS"),
    exchangeTLS: PackedWord("X-ANONYMOUSTLS"), eightBitMIME: PackedWord("8BITMIME")
  )

  /// What a server asks for that needs it.
  var purpose: String {
    switch self {
    case .startTLS: "TLS"
    case .authentication: "authentication"
    case .exchangeAuthentication, .exchangeTLS: "the authentication of Exchange servers"
    case .eightBitMIME: "another body type"
    }
  }

  /// Those that the lines of a reply to EHLO offer.
  static func offered(in reply: [UInt8]) -> [RequiredExtension] {
    let bytes = reply.span
    let words = ReplyLines(bytes, in: 0..<bytes.count).lines.dropFirst().map { line in
      PackedWord(
        bytes,
        in: firstWord(bytes, in: min(line.lowerBound + 4, line.upperBound)..<line.upperBound))
    }
    return allCases.filter { words.contains($0.word) }
  }

  /// Whether a crossed-out line of so many characters may have been its keyword: those of mechanisms have
  /// at least one, of which `NTLM` is the shortest that is common. A line as long as X-ANONYMOUSTLS is
  /// taken for that.
  func mayFill(_ length: Int) -> Bool {
    switch self {
    case .startTLS, .exchangeTLS, .eightBitMIME: length == keyword.utf8.count
    case .authentication, .exchangeAuthentication:
      length >= keyword.utf8.count + " NTLM".utf8.count
        && !RequiredExtension.exchangeTLS.mayFill(length)
    }
  }
}

/// What the text of a refusal asks for.
struct RefusalDemand: Sendable, Equatable {
  /// The extensions of which one may meet it, the likeliest first.
  var extensions: [RequiredExtension]
  /// The code and, where there is one, the enhanced code of RFC 3463, as they stand in the reply.
  var answer: String
  /// How that is known.
  var basis = Basis.named

  /// How a demand is known.
  enum Basis: Sendable {
    /// The text or the enhanced code names it.
    case named
    /// The code means it (RFC 3207 section 4, RFC 4954 section 6).
    case meant
    /// It is one of several things that would help.
    case possible
  }

  /// The codes with which servers refuse mail for want of an extension (RFC 3207 section 4, RFC 4954
  /// section 6, RFC 5248 section 3; transcripts C21, G11).
  private static let codes = [451, 454, 523, 530, 538, 550, 554]
  /// How much of a reply is read.
  private static let textLimit = 1024

  /// Reads a reply; nil where it asks for nothing that is known.
  init?(_ code: Int, _ reply: [UInt8]) {
    guard Self.codes.contains(code) else { return nil }
    let words = reply.prefix(Self.textLimit)
      .split { !$0.isOfKeyword && $0 != UInt8(ascii: ".") }
      .map { asText($0.map(\.uppercase)).trimming(".-") }
    let enhanced = words.dropFirst().first.flatMap { EnhancedCode($0) }
    answer = "\(code)" + (enhanced.map { " \($0.text)" } ?? "")
    // Those of mail authentication ask for none of these (RFC 7372 section 3, RFC 8616 section 4).
    let isAboutOrigin =
      enhanced?.isAboutOrigin ?? false || words.contains { ["SPF", "DKIM", "DMARC"].contains($0) }
    let authenticates =
      !isAboutOrigin && words.contains { $0 == "AUTH" || $0.hasPrefix("AUTHENTICAT") }
    if words.contains("STARTTLS") || words.contains("TLS") {
      extensions = [.startTLS]
    } else if authenticates {
      extensions =
        words.contains("EXCHANGE")
        ? [.exchangeAuthentication, .exchangeTLS, .startTLS] : [.authentication]
    } else if code == 538 || code == 523 || enhanced?.asksForEncryption ?? false {
      extensions = [.startTLS]
    } else if code == 554, enhanced?.isAboutBodyType ?? false {
      extensions = [.eightBitMIME]
    } else if code == 530 {
      extensions = [.startTLS, .authentication]
      basis = .meant
    } else if enhanced?.isPolicy ?? true, words.contains(where: { $0.hasPrefix("RELAY") }) {
      // Who authenticates may relay (transcript C21).
      extensions = [.authentication]
      basis = .possible
    } else {
      return nil
    }
  }
}

/// What a refusal wants that is hidden from the client.
struct Lack {
  /// What of the policy hides it; nil where no statement does.
  var cause: Cause?
  /// The answer of the server, what it asks for and what hides that, without a subject.
  var why: String
}

/// An enhanced status code (RFC 3463 section 2).
private struct EnhancedCode {
  let text: String
  private let subject: Int
  private let detail: Int

  init?(_ word: String) {
    let parts = word.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3, word.utf8.count <= 9, let status = Int(parts[0]),
      let subject = Int(parts[1]), let detail = Int(parts[2]), status == 4 || status == 5
    else { return nil }
    text = word
    self.subject = subject
    self.detail = detail
  }

  /// X.7.0 and X.7.1: delivery is not authorized.
  var isPolicy: Bool { subject == 7 && detail <= 1 }
  /// X.7.10 and X.7.11 (RFC 5248 section 3).
  var asksForEncryption: Bool { subject == 7 && (detail == 10 || detail == 11) }
  /// X.7.20 to X.7.29: SPF, DKIM and the like.
  var isAboutOrigin: Bool { subject == 7 && (20...29).contains(detail) }
  /// X.6.1: the media type is not supported.
  var isAboutBodyType: Bool { subject == 6 && detail == 1 }
}

extension String {
  /// Without characters of a set at both ends.
  fileprivate func trimming(_ characters: String) -> String {
    let start = drop { characters.contains($0) }
    guard let last = start.lastIndex(where: { !characters.contains($0) }) else { return "" }
    return String(start[...last])
  }
}

/// The keywords of the latest reply to EHLO that an inspection before the capture has crossed out.
struct CrossedKeywords: Sendable {
  /// The frame of the first of them; 0 where there is none.
  var frame = 0
  /// The lengths of the lines behind code and separator.
  var lengths: [Int] = []
  /// What the same reply offers.
  var offered: [RequiredExtension] = []

  /// The length of the line that may have been an extension's; nil where none may.
  func length(of required: RequiredExtension) -> Int? {
    offered.contains(required) ? nil : lengths.first { required.mayFill($0) }
  }
}

// Refusals for want of what is hidden.
extension Session {
  /// What a refusal of mail wants that is hidden from the client; nil where nothing is known to be.
  ///
  /// That the one is the reason of the other is inferred: the server says what it wants, and not why the
  /// client does without.
  ///
  /// - Parameters:
  ///   - code: the code of the reply.
  ///   - reply: its bytes.
  ///   - command: what it answers, as a reader knows it.
  /// - Returns: what of the policy hides it, where a statement does, and the answer in words.
  func lack(behind code: Int, _ reply: [UInt8], to command: String) -> Lack? {
    guard isJudging, !masked.keywords.isEmpty || course.lost != nil || crossed.frame > 0,
      let demand = RefusalDemand(code, reply)
    else { return nil }
    func lack(_ required: RequiredExtension, _ cause: Cause?, _ what: String, _ frame: Int)
      -> Lack
    {
      Lack(
        cause: cause,
        why: "\(demand.answer) to \(command), "
          + (demand.basis == .named ? "which asks for" : "which may ask for")
          + " \(required.purpose): \(what) (frame \(frame)), which is inferred to be why")
    }
    for required in demand.extensions {
      if let cause = cause(hiding: required) {
        return lack(
          required, cause, "its \(required.keyword) is hidden from the client",
          masked.frame)
      }
      if let lost = course.lost, lost.offered.contains(required) {
        return lack(
          required, lost.cause,
          "its offer of \(required.keyword) does not reach the client", lost.frame)
      }
    }
    for required in demand.extensions where demand.basis != .possible {
      guard let length = crossed.length(of: required) else { continue }
      return lack(
        required, hiding(required),
        "a keyword of \(length) characters, which may be \(required.keyword), was crossed out "
          + "before the capture", crossed.frame)
    }
    return nil
  }

  /// What hides an extension from the client in the latest reply to EHLO; nil where nothing does.
  func cause(hiding required: RequiredExtension) -> Cause? {
    guard let match = masked.match(hiding: required.word) else { return nil }
    return required == .startTLS ? tlsHiddenBy : cause(hidingBy: match)
  }
}
