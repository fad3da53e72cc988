extension Profile {
  /// ASA and PIX 7.2 to 8.3: VRFY is masked as one of the others (transcript E01).
  public static let asa72 = Profile(
    name: "asa-7.2", summary: "ASA and PIX 7.2 to 8.3: VRFY masked as one of the others",
    vrfyIsOther: true, hasOldAddressLog: true)
}
