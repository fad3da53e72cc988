import ESMTPInspection

/// The device's own configuration, as text that the parser reads like any other.
enum BuiltIn {
  /// The name of the text in every report.
  static let name = "built-in"

  /// The policy map that a device applies by itself.
  static let policy = "global_policy"

  /// What a device does before anything is typed.
  ///
  /// - Parameters:
  ///   - profile: its generation.
  ///   - isLegacy: whether it has `fixup` and no classes.
  ///   - allowsTLS: what its map says of TLS.
  /// - Returns: its configuration, as far as ESMTP is concerned.
  static func text(_ profile: Profile, isLegacy: Bool, allowsTLS: Bool) -> PolicyText {
    PolicyText(
      name: name,
      text: isLegacy ? "fixup protocol smtp 25\n" : classes(profile, allowsTLS: allowsTLS))
  }

  private static func classes(_ profile: Profile, allowsTLS: Bool) -> String {
    if profile == .asa70 || !profile.usesMap { return head + service }
    return head + parameters + (allowsTLS ? "  allow-tls\n" : "  no allow-tls\n") + matches
      + service
  }

  /// Evidence 2.1 and 2.2.
  private static let head = """
    class-map inspection_default
     match default-inspection-traffic
    policy-map type inspect esmtp _default_esmtp_map
     description Default ESMTP policy-map
     parameters
      mask-banner

    """

  private static let parameters = """
      no mail-relay
      no special-character

    """

  private static let matches = """
     match cmd line length gt 512
      drop-connection log
     match cmd RCPT count gt 100
      drop-connection log
     match body line length gt 998
      log
     match header line length gt 998
      drop-connection log
     match sender-address length gt 320
      drop-connection log
     match MIME filename length gt 255
      drop-connection log
     match ehlo-reply-parameter others
      mask

    """

  private static let service = """
    policy-map global_policy
     class inspection_default
      inspect esmtp _default_esmtp_map
    service-policy global_policy global

    """
}
