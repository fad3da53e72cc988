import Primitives

/// Counts the addresses of an address list (RFC 5322 section 3.4, obsolete forms of 4.4 included).
///
/// Commas count outside quoted strings, comments, domain literals and angle brackets (obsolete
/// routes). A group's name is no address, its members are. An address is anything that is not blank
/// or a comment; a `;` outside a group separates too, as mail programs write it.
struct AddressCounter: Sendable {
  /// The addresses that are complete.
  private var complete = 0
  private var hasToken = false
  private var place = Place.list
  private var isEscaped = false

  /// Where in the grammar the next byte stands.
  private enum Place: Hashable {
    case list, quotedString, angleAddress, quotedInAngle, domainLiteral
    /// In a comment, so many parentheses deep, and where it ends.
    case comment(depth: Int, inAngle: Bool)
  }

  /// The addresses if the field ended here.
  var count: Int { complete &+ (hasToken ? 1 : 0) }

  /// What means something in the list behind an address's first byte.
  private static let listSpecials = ASCIISet(",;:(\"<[\\")
  /// What means something in angle brackets.
  private static let angleSpecials = ASCIISet(">\"(")

  /// Takes bytes of the field's value, line ends of folding left out.
  mutating func feed(_ bytes: Span<UInt8>, in range: Range<Int>) {
    var index = range.lowerBound
    while index < range.upperBound {
      if !isEscaped, let specials {
        while index < range.upperBound, !specials.contains(bytes[index]) { index &+= 1 }
        guard index < range.upperBound else { return }
      }
      feed(bytes[index])
      index &+= 1
    }
  }

  /// The only bytes that change anything where the next byte stands; nil where most can.
  private var specials: ASCIISet? {
    switch place {
    case .list where hasToken: Self.listSpecials
    case .angleAddress: Self.angleSpecials
    case .list, .quotedString, .quotedInAngle, .domainLiteral, .comment: nil
    }
  }

  /// Takes a byte of the field's value, line ends of folding left out.
  mutating func feed(_ byte: UInt8) {
    if isEscaped {
      isEscaped = false
      return
    }
    switch place {
    case .list: feedList(byte)
    case .quotedString: feedQuoted(byte, back: .list)
    case .quotedInAngle: feedQuoted(byte, back: .angleAddress)
    case .angleAddress:
      switch byte {
      case UInt8(ascii: ">"): place = .list
      case UInt8(ascii: "\""): place = .quotedInAngle
      case UInt8(ascii: "("): place = .comment(depth: 1, inAngle: true)
      default: break
      }
    case .domainLiteral:
      if byte == UInt8(ascii: "]") { place = .list }
      if byte == UInt8(ascii: "\\") { isEscaped = true }
    case .comment(let depth, let inAngle):
      switch byte {
      case UInt8(ascii: "("): place = .comment(depth: depth &+ 1, inAngle: inAngle)
      case UInt8(ascii: ")") where depth == 1: place = inAngle ? .angleAddress : .list
      case UInt8(ascii: ")"): place = .comment(depth: depth &- 1, inAngle: inAngle)
      case UInt8(ascii: "\\"): isEscaped = true
      default: break
      }
    }
  }

  private mutating func feedQuoted(_ byte: UInt8, back: Place) {
    if byte == UInt8(ascii: "\"") { place = back }
    if byte == UInt8(ascii: "\\") { isEscaped = true }
  }

  private mutating func feedList(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: ","), UInt8(ascii: ";"):
      complete = count
      hasToken = false
    case UInt8(ascii: ":"): hasToken = false
    case UInt8(ascii: "("): place = .comment(depth: 1, inAngle: false)
    case Octet.space, Octet.tab, Octet.carriageReturn, Octet.lineFeed: break
    default:
      hasToken = true
      switch byte {
      case UInt8(ascii: "\""): place = .quotedString
      case UInt8(ascii: "<"): place = .angleAddress
      case UInt8(ascii: "["): place = .domainLiteral
      case UInt8(ascii: "\\"): isEscaped = true
      default: break
      }
    }
  }
}
