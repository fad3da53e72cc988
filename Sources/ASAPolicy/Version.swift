import ESMTPInspection

/// A software version: `ASA Version 9.1(6)11`, `PIX Version 6.3(5)`.
struct Version: Sendable, Hashable {
  enum Platform: String, Sendable { case asa, pix, fwsm, ngfw }

  var platform: Platform
  var major: Int
  var minor: Int
  var maintenance = 0
  var interim = 0

  /// Reads `9.1(6)11`, `9.1(6.11)`, `9.1`, `7.0.4`; nil where the text starts otherwise.
  init?(_ platform: Platform, _ text: String) {
    var numbers: [Int] = []
    var digits = ""
    for scalar in text.unicodeScalars {
      if ("0"..."9").contains(scalar) {
        digits.unicodeScalars.append(scalar)
      } else if scalar == "." || scalar == "(" || scalar == ")" {
        if !digits.isEmpty { numbers.append(Keyword.number(digits) ?? 0) }
        digits = ""
      } else {
        break
      }
    }
    if !digits.isEmpty { numbers.append(Keyword.number(digits) ?? 0) }
    guard numbers.count >= 2 else { return nil }
    self.platform = platform
    major = numbers[0]
    minor = numbers[1]
    if numbers.count > 2 { maintenance = numbers[2] }
    if numbers.count > 3 { interim = numbers[3] }
  }

  /// Whether this is at least another release.
  func isAtLeast(_ major: Int, _ minor: Int) -> Bool {
    (self.major, self.minor) >= (major, minor)
  }

  /// Whether classes speak of real addresses (evidence 6.1: from 8.3 on).
  var usesRealAddresses: Bool { platform == .ngfw || platform == .asa && isAtLeast(8, 3) }

  /// Whether the version has inspection maps, and no `fixup`.
  var hasModularPolicies: Bool {
    switch platform {
    case .asa, .ngfw: true
    case .pix: major >= 7
    case .fwsm: major >= 3
    }
  }

  /// The newest profile that is not above the version.
  var profile: Profile {
    switch platform {
    case .ngfw: return .asa94
    case .fwsm: return major >= 4 ? .asa72 : major == 3 ? .asa70 : .pix63
    case .asa, .pix: break
    }
    if isAtLeast(9, 4) { return .asa94 }
    if isAtLeast(8, 4) { return .asa84 }
    if isAtLeast(7, 2) { return .asa72 }
    if isAtLeast(7, 0) { return .asa70 }
    if isAtLeast(6, 3) { return .pix63 }
    if isAtLeast(5, 1) { return .pix51 }
    if isAtLeast(4, 4) { return .pix44 }
    return .pix40
  }

  /// How the version's messages look; nil where another behaviour than its own was asked for.
  func logStyle(_ profile: Profile) -> LogStyle? {
    guard profile == self.profile else { return nil }
    let isOld = platform != .ngfw && !isAtLeast(9, 0)
    return switch platform {
    case .asa, .ngfw: LogStyle(facility: "ASA", hasOldAddressLog: isOld)
    case .pix: LogStyle(facility: "PIX", hasOldAddressLog: isOld)
    case .fwsm: LogStyle(facility: "FWSM", hasOldAddressLog: isOld)
    }
  }

  /// Whether TLS is allowed where the configuration is silent (evidence 1.5): from 9.4(1), and in
  /// the interim releases to which the change was brought back.
  var allowsTLSByDefault: Bool {
    guard platform == .asa else { return platform == .ngfw }
    if isAtLeast(9, 4) { return true }
    let at = (maintenance, interim)
    switch (major, minor) {
    case (8, 4): return at >= (7, 25)
    case (8, 5): return at >= (1, 23)
    case (8, 6): return at >= (1, 16)
    case (8, 7): return at >= (1, 15)
    case (9, 0): return at >= (4, 28)
    case (9, 1): return at >= (6, 1)
    case (9, 2): return at >= (3, 2)
    case (9, 3): return maintenance == 1 ? interim >= 2 : at >= (2, 2)
    default: return false
    }
  }
}

extension Configuration {
  /// Whether its access lists speak of real addresses; the profile tells where no version line does.
  func usesRealAddresses(_ profile: Profile) -> Bool {
    version.map(\.usesRealAddresses)
      ?? ![.asa70, .asa72, .pix63, .pix51, .pix44, .pix40].contains(profile)
  }
}
