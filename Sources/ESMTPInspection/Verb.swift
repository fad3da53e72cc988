/// The commands that the inspection knows (evidence 3.1), in the order of the alphabet.
public enum Verb: String, Sendable, CaseIterable {
  case auth = "AUTH"
  case data = "DATA"
  case ehlo = "EHLO"
  case etrn = "ETRN"
  case helo = "HELO"
  case help = "HELP"
  case mail = "MAIL"
  case noop = "NOOP"
  case quit = "QUIT"
  case rcpt = "RCPT"
  case rset = "RSET"
  case saml = "SAML"
  case send = "SEND"
  case soml = "SOML"
  case vrfy = "VRFY"
}
