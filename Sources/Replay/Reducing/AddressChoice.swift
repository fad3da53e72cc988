import ASAPolicy
import Primitives
import Reports
import Rewriting

/// Which addresses can be replaced without another class taking a session.
struct AddressChoice {
  /// The addresses that stay because the policies tell them apart from others.
  private(set) var kept: Set<IPAddress> = []
  private let originals: Set<IPAddress>
  private let sessions: [SessionRecord]
  private let policies: [LoadedPolicy]

  init(_ sessions: [SessionRecord], policies: [LoadedPolicy]) {
    self.sessions = sessions
    self.policies = policies
    originals = Set(sessions.flatMap { [$0.client.address, $0.server.address] })
    // An address that is kept takes one away from the others: until nothing changes any more.
    while keepMore() {}
  }

  /// The book in which all sessions have their addresses, in the order of their numbers.
  var book: AddressBook {
    var book = AddressBook(keeping: kept, avoiding: originals)
    for session in sessions {
      _ = book.replacement(for: session.client.address)
      _ = book.replacement(for: session.server.address)
    }
    return book
  }

  private mutating func keepMore() -> Bool {
    var book = self.book
    for session in sessions {
      let client = book.replacement(for: session.client.address)
      let server = book.replacement(for: session.server.address)
      let own = (client: session.client.address, server: session.server.address)
      guard !isAlike(session, client, server) else { continue }
      let choices: [(client: IPAddress, server: IPAddress)] = [
        (client, own.server), (own.client, server), own,
      ]
      for choice in choices where isAlike(session, choice.client, choice.server) {
        let before = kept.count
        if choice.client == own.client { kept.insert(own.client) }
        if choice.server == own.server { kept.insert(own.server) }
        if kept.count > before { return true }
      }
    }
    return false
  }

  /// Whether all policies take a session between two other addresses as they take this one.
  private func isAlike(_ session: SessionRecord, _ client: IPAddress, _ server: IPAddress) -> Bool {
    policies.allSatisfy { policy in
      let old = policy.classify(
        client: session.client, server: session.server, time: session.first.time)
      let new = policy.classify(
        client: Socket(address: client, port: session.client.port),
        server: Socket(address: server, port: session.server.port), time: session.first.time)
      return old.outcome == new.outcome && old.decision == new.decision
        && old.classLimits == new.classLimits && old.translationLimits == new.translationLimits
        && old.clientLimits == new.clientLimits && old.timeouts == new.timeouts
        && old.reorderQueue == new.reorderQueue && old.isOutbound == new.isOutbound
        && (old.denialResets.isEmpty == new.denialResets.isEmpty)
    }
  }
}
