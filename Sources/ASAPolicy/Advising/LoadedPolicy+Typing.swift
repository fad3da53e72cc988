extension LoadedPolicy {
  /// How lines of configuration get into the device where nobody can type them, in a sentence without a
  /// full stop; nil where its configuration mode takes them.
  public var typingRemark: String? {
    guard state.configuration.version?.platform == .ngfw else { return nil }
    return "this is an FTD, which has no configuration mode: its manager brings such lines in with "
      + "FlexConfig; 'configure inspection esmtp disable' on its own command line turns off the "
      + "inspection as a whole"
  }
}
