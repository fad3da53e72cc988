extension Profile {
  /// ASA 8.4 to 9.3 (evidence 1.9).
  public static let asa84 = Profile(
    name: "asa-8.4", summary: "ASA 8.4 to 9.3",
    hasOldAddressLog: true)
}
