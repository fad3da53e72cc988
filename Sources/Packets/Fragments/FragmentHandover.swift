public import Primitives

// What one run over some captures leaves to another one, which goes on without knowing it.
extension PacketDecoder {
  /// How often something that waited, or was remembered, went to keep within the limits.
  public var fragmentEvictions: Int { fragments.evictions }

  /// Whether any fragment waits, or any datagram is remembered.
  public var holdsFragments: Bool { fragments.count > 0 }

  /// Between which addresses the datagrams go of which something is kept.
  public var fragmentAddresses: Set<AddressPair> { fragments.addresses }

  /// Whether a datagram of late between two addresses was dropped because fragments overlap.
  public func hasDroppedOverlap(_ addresses: AddressPair) -> Bool {
    fragments.dropped[addresses] != nil
  }

  /// Gives up what is too old.
  public mutating func expireFragments(at time: Int64) {
    fragments.expire(at: time, counts: &counts)
  }

  /// Whether what is kept is what another decoder keeps, so that both will find the same.
  public func holdsSameFragments(as other: PacketDecoder) -> Bool {
    fragments.isSame(as: other.fragments)
  }
}

/// Two addresses, in either order.
public struct AddressPair: Hashable, Sendable {
  private let low: IPAddress
  private let high: IPAddress

  /// Two addresses.
  public init(_ a: IPAddress, _ b: IPAddress) {
    (low, high) = a < b ? (a, b) : (b, a)
  }
}

extension FragmentKey {
  var addresses: AddressPair { AddressPair(source, destination) }
}

extension FragmentStore {
  /// The datagrams of which something is kept.
  var count: Int { waiting.count + whole.count }

  var addresses: Set<AddressPair> {
    Set((Array(waiting.keys) + whole.keys).map(\.addresses))
  }

  func isSame(as other: FragmentStore) -> Bool {
    (count == 0 || latest == other.latest)
      && Self.isSame(waiting, other.waiting) && Self.isSame(whole, other.whole)
  }

  private static func isSame(
    _ a: AgingTable<FragmentKey, PartialDatagram>, _ b: AgingTable<FragmentKey, PartialDatagram>
  ) -> Bool {
    guard a.count == b.count else { return false }
    return a.keys.allSatisfy { key in
      guard let mine = a[key], let its = b[key] else { return false }
      return mine.time == its.time && mine.isDropped == its.isDropped
        && mine.pieces.map(\.frame) == its.pieces.map(\.frame)
        && mine.duplicates.map(\.frame) == its.duplicates.map(\.frame)
    }
  }
}
