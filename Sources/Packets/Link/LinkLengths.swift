/// The length fields of a link-layer header, each of which counts what stands behind it.
struct LinkLengths: Sendable {
  private struct Field {
    var place: Int
    /// Where what it counts begins.
    var start: Int
  }

  private var fields: [Field] = []

  /// Those of a header that precedes an IP packet.
  init(of link: [UInt8], _ linkType: LinkType) {
    switch linkType {
    case .ethernet: addFields(link, behind: 12, from: Ethernet.headerLength)
    case .linuxCooked: addCookedFields(link, behind: 14, from: 16)
    case .linuxCooked2: addCookedFields(link, behind: 0, from: 20)
    case .pppSerial where link.first == 0x0F || link.first == 0x8F:
      addFields(link, behind: 2, from: 4)
    case .pppoe: addFields(link, type: EtherType.pppoeSession, from: 0)
    case .ppp, .pppSerial, .rawIP, .rawIPv4, .rawIPv6, .bsdNull, .bsdLoop: break
    }
  }

  private mutating func addCookedFields(_ link: [UInt8], behind place: Int, from start: Int) {
    guard link.count >= start else { return }
    if link.span.word(at: place) == LogicalLinkControl.cookedProtocol {
      addLinkControl(link, from: start)
    } else {
      addFields(link, behind: place, from: start)
    }
  }

  private mutating func addFields(_ link: [UInt8], behind place: Int, from start: Int) {
    guard link.count >= start else { return }
    addFields(link, type: link.span.word(at: place), from: start)
  }

  /// Follows tags and encapsulations as `EtherType.networkLayer` does.
  private mutating func addFields(_ link: [UInt8], type: UInt16, from start: Int) {
    switch type {
    case EtherType.vlan, EtherType.serviceVLAN, EtherType.oldServiceVLAN:
      addFields(link, behind: start + 2, from: start + 4)
    case EtherType.pppoeSession where link.count >= start + 6:
      // The length counts the PPP protocol, of one byte or two, and the packet (RFC 2516 section 4).
      fields.append(Field(place: start + 4, start: start + 6))
    case ..<EtherType.smallest:
      fields.append(Field(place: start - 2, start: start))
      addLinkControl(link, from: start)
    default: break
    }
  }

  private mutating func addLinkControl(_ link: [UInt8], from start: Int) {
    guard let inner = try? LogicalLinkControl.etherType(link.span, at: start) else { return }
    addFields(link, type: inner.type, from: inner.offset)
  }

  /// Writes the lengths into a header that precedes a packet of so many bytes.
  func write(into link: inout [UInt8], packet count: Int) {
    let end = link.count + count
    for field in fields {
      let length = UInt16(truncatingIfNeeded: end - field.start)
      link[field.place] = UInt8(length >> 8)
      link[field.place + 1] = UInt8(truncatingIfNeeded: length)
    }
  }
}
