extension Profile {
  /// ASA and PIX 7.0 and 7.1: no map, fixed behaviour (evidence 2.1).
  public static let asa70 = Profile(
    name: "asa-7.0", summary: "ASA and PIX 7.0 and 7.1: fixed behaviour, no criteria",
    hasOldAddressLog: true)
}
