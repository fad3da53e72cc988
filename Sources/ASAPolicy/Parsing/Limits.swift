extension Interpreter {
  /// How many policy-maps and class-maps of a kind there may be; a device takes far fewer (evidence 6.3).
  static let mostMaps = 4_096

  /// Whether one more thing of a kind may be named.
  ///
  /// - Parameters:
  ///   - named: those that there are.
  ///   - name: the name.
  ///   - what: what they are called in a message.
  ///   - token: the place of the name.
  /// - Returns: false where it may not, and that is told already.
  /// - Throws: the problem, the first time.
  mutating func hasRoom<Value>(
    _ named: Named<Value>, _ name: String, _ what: String, at token: Token
  ) throws(Problem) -> Bool {
    if named.count < Interpreter.mostMaps || named[name] != nil { return true }
    guard full.insert(what).inserted else { return false }
    throw Problem(
      offset: token.offset, message: "there are more than \(Interpreter.mostMaps) \(what)")
  }
}
