public import Packets
public import Primitives

/// The two streams of a session that is to be reduced.
public struct ReducedSession: Sendable {
  /// The client's socket as captured.
  public var client: Socket
  /// The server's socket.
  public var server: Socket
  /// What the client sent.
  public var clientStream = ReducedStream()
  /// What the server sent.
  public var serverStream = ReducedStream()
  /// The sequence number of the client's first byte, where it is known.
  public var clientOrigin: SequenceNumber?
  /// The sequence number of the server's first byte.
  public var serverOrigin: SequenceNumber?

  /// A session of which nothing is known yet but its ends.
  public init(client: Socket, server: Socket) {
    self.client = client
    self.server = server
  }

  subscript(sender: Sender) -> ReducedStream {
    _read { if sender == .client { yield clientStream } else { yield serverStream } }
    _modify { if sender == .client { yield &clientStream } else { yield &serverStream } }
  }

  /// The sequence number of the first byte of a stream.
  func origin(of sender: Sender) -> SequenceNumber? {
    sender == .client ? clientOrigin : serverOrigin
  }
}

/// What a reduction did.
public struct ReductionCounts: Sendable, Equatable {
  /// Different addresses that were replaced.
  public var addresses = 0
  /// Different hardware addresses that were replaced.
  public var hardwareAddresses = 0
  /// Different words that were replaced.
  public var words = 0
  /// Bytes of authentication data and of encoded bodies.
  public var secretBytes = 0
  /// Bytes of TLS.
  public var opaqueBytes = 0
  /// Bytes of the stream copies that are no bytes of a stream.
  public var strayBytes = 0
  /// Bytes of paddings and options that were set to zero.
  public var blankedBytes = 0
  /// ICMP errors whose quotes were replaced.
  public var quotes = 0
  /// Addresses in texts that are too short for one of the ranges for documentation.
  public var shortAddresses = 0
  /// Whether there are more addresses than in the ranges for documentation.
  public var hasSpareAddresses = false
  /// Checksums of cut segments, which are right where the missing bytes are zeros.
  public var cutChecksums = 0

  /// Nothing done.
  public init() {}
}

/// Puts other names, texts and addresses in the place of those of sessions, the same wherever one stands.
public struct Reduction: Sendable {
  var sessions: [Int: ReducedSession]
  var addresses: AddressBook
  /// What was done so far.
  public private(set) var counts = ReductionCounts()
  /// The words of the policy that were met and kept.
  public private(set) var keptWords: [String] = []

  /// A reduction of sessions.
  ///
  /// - Parameters:
  ///   - sessions: the sessions by number, with their streams.
  ///   - words: words that stay as they are, in lower case.
  ///   - parts: what stays with the whole word that holds it, in lower case.
  ///   - addresses: the addresses, those of all sessions among them.
  public init(
    _ sessions: [Int: ReducedSession], keeping words: Set<[UInt8]>,
    holding parts: Set<[UInt8]> = [], addresses: AddressBook
  ) {
    self.sessions = sessions
    var originals: Set<[UInt8]> = []
    for session in sessions.values {
      session.clientStream.collectWords(into: &originals)
      session.serverStream.collectWords(into: &originals)
    }
    var scrubber = TextScrubber(
      words: WordBook(keeping: words, holding: parts, avoiding: originals), addresses: addresses)
    for number in sessions.keys.sorted() {
      for sender in Sender.allCases {
        self.sessions[number]?[sender].scrub(&scrubber, isClient: sender == .client)
      }
    }
    self.addresses = scrubber.addresses
    counts.words = scrubber.words.count
    counts.secretBytes = scrubber.secretBytes
    counts.opaqueBytes = scrubber.opaqueBytes
    keptWords = scrubber.words.met.sorted { $0.lexicographicallyPrecedes($1) }
      .map { String(decoding: $0, as: UTF8.self) }
  }

  /// Replaces what names somebody in a frame.
  ///
  /// - Parameters:
  ///   - frame: the captured bytes.
  ///   - linkType: what they start with.
  ///   - originalLength: the frame's length on the wire in bytes.
  ///   - number: the session that the frame belongs to.
  ///   - part: where the frame holds a fragment: its bytes, and those of the datagram that
  ///     `reduce(datagram:)` gave.
  public mutating func reduce(
    _ frame: inout [UInt8], linkType: LinkType, originalLength: Int, of number: Int,
    replacing part: (range: Range<Int>, bytes: ArraySlice<UInt8>)? = nil
  ) {
    guard
      let layout = FrameLayout(frame.span, linkType: linkType, originalLength: originalLength)
    else { return }
    if let part {
      frame.replaceSubrange(part.range, with: part.bytes)
    } else if layout.packet.holdsSegment {
      reduceSegment(&frame, layout.packet, of: number)
    } else {
      reduceError(&frame, layout.packet, of: number)
    }
    reduceHeader(&frame, layout.packet)
    for range in layout.hardwareAddresses where range.upperBound <= frame.count {
      frame.replaceSubrange(range, with: addresses.replacement(forHardware: frame[range]))
    }
    blank(&frame, layout.unaccounted)
    count()
  }

  /// Replaces what names somebody in a datagram that came in fragments.
  ///
  /// - Parameters:
  ///   - datagram: IP header and payload.
  ///   - number: the session that it belongs to.
  public mutating func reduce(datagram: inout [UInt8], of number: Int) {
    guard let layout = PacketLayout(datagram.span, at: 0, end: datagram.count) else { return }
    reduceSegment(&datagram, layout, of: number)
    reduceHeader(&datagram, layout)
    count()
  }

  mutating func blank(_ bytes: inout [UInt8], _ ranges: [Range<Int>]) {
    for range in ranges {
      for place in range.clamped(to: 0..<bytes.count) where bytes[place] != 0 {
        bytes[place] = 0
        counts.blankedBytes += 1
      }
    }
  }

  mutating func countQuote() { counts.quotes += 1 }
  mutating func countCutChecksum() { counts.cutChecksums += 1 }
  mutating func countStray(_ bytes: Int) { counts.strayBytes += bytes }

  private mutating func count() {
    counts.addresses = addresses.count
    counts.hardwareAddresses = addresses.hardwareCount
    counts.shortAddresses = addresses.shortTextCount
    counts.hasSpareAddresses = addresses.isExhausted
  }
}
