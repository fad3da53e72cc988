/// How much may wait for missing fragments.
public struct FragmentLimits: Sendable, Hashable {
  /// Datagrams that may wait at the same time.
  public var datagrams: Int
  /// Bytes that all of them may hold, bookkeeping included.
  public var bytes: Int
  /// How long a datagram may wait for its last fragment, in nanoseconds of capture time.
  public var lifetime: Int64

  /// Limits; the defaults are 1,024 datagrams, 4 MiB and 30 seconds.
  ///
  /// - Parameters:
  ///   - datagrams: datagrams that may wait at the same time.
  ///   - bytes: bytes that all of them may hold.
  ///   - lifetime: nanoseconds that one may wait.
  public init(
    datagrams: Int = 1_024, bytes: Int = 4 << 20, lifetime: Int64 = 30_000_000_000
  ) {
    self.datagrams = datagrams
    self.bytes = bytes
    self.lifetime = lifetime
  }
}
