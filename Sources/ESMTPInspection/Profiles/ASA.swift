extension Profile {
  /// What the vendor's documents say.
  public static let asa = Profile(
    name: "asa", summary: "what the vendor's documents say")
}
