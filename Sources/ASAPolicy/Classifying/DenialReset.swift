public import Primitives

/// A `service reset…` line that answers a side's packets where the session is denied.
public struct DenialReset: Sendable, Equatable {
  /// Whose packets are answered by an RST.
  public var sender: Sender
  /// The line.
  public var step: Classification.Step
  /// Why it counts.
  public var reason: String
}

extension LoadedPolicy.State {
  /// The lines that bear on a session.
  ///
  /// `resetinbound` is about packets that go to the higher security level, `resetoutbound` about
  /// those that go to the lower one, both about equal levels; `resetoutside` about packets to the
  /// device's own address on the interface of the lowest level.
  func denialResets(ingress: String?, egress: String?, server: IPAddress) -> [DenialReset] {
    guard !configuration.serviceResets.isEmpty, let ingress, let egress else { return [] }
    let interfaces = configuration.interfaces.filter(\.counts)
    guard let entrance = interfaces.first(where: { $0.name == ingress }),
      let exit = interfaces.first(where: { $0.name == egress })
    else { return [] }
    let least = interfaces.map(\.level).min()
    return Sender.allCases.compactMap { sender in
      let (from, to) = sender == .client ? (entrance, exit) : (exit, entrance)
      let line = configuration.serviceResets.first { reset in
        guard reset.interface == nil || reset.interface == from.name else { return false }
        return switch reset.kind {
        case .resetinbound: from.level <= to.level
        case .resetoutbound: from.level >= to.level
        case .resetoutside:
          sender == .client && from.level == least
            && from.addresses.contains { $0.address == server }
        }
      }
      guard let line else { return nil }
      return DenialReset(
        sender: sender,
        step: Classification.Step(
          text: texts.statement(line.origin), source: texts.source(line.origin)),
        reason: "security level \(from.level) to \(to.level)")
    }
  }
}
