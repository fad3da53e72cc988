extension Profile {
  /// ASA 9.4 and later: TLS is allowed unless the map says otherwise (evidence 1.5, 1.9).
  public static let asa94 = Profile(
    name: "asa-9.4", summary: "ASA 9.4 and later: TLS allowed by default",
    silentTLS: .allowed)
}
