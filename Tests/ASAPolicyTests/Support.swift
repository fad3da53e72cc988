import ASAPolicy
import ESMTPInspection
import Primitives
import Testing

/// A policy of a text that must hold no error.
func policy(
  _ text: String, profile: Profile? = nil, map: String? = nil,
  location: Testing.SourceLocation = #_sourceLocation
) throws -> LoadedPolicy {
  let (policy, diagnostics) = LoadedPolicy.load(
    [PolicyText(name: "p", text: text)], profile: profile, policyMapName: map)
  if policy == nil {
    Issue.record("\(diagnostics.map(\.description))", sourceLocation: location)
  }
  return try #require(policy, sourceLocation: location)
}

/// The diagnostics of a text, in short: `LINE:COLUMN: severity: message`.
func diagnostics(_ text: String, profile: Profile? = nil) -> [String] {
  LoadedPolicy.load([PolicyText(name: "p", text: text)], profile: profile).diagnostics.map {
    "\($0.source.line):\($0.column): \($0.severity.rawValue): \($0.message)"
  }
}

/// A socket from `ADDRESS PORT`.
func socket(_ text: String) throws -> Socket {
  let parts = text.split(separator: " ").map(String.init)
  return Socket(
    address: try #require(IPAddress(parts[0])), port: try #require(UInt16(parts.last ?? "")))
}

extension LoadedPolicy {
  /// `class/map`, `exempt class`, `not inspected` or `undecided class` for a session.
  func verdict(_ client: String, _ server: String, time: Int64 = 0) throws -> String {
    let answer = classify(client: try socket(client), server: try socket(server), time: time)
    return switch answer.outcome {
    case .inspected(let index):
      "\(answer.className ?? "-")/\(inspections[index].map?.name ?? "-")"
    case .exempt: "exempt \(answer.className ?? "-")"
    case .notInspected: "not inspected"
    case .undecided: "undecided \(answer.className ?? "-")"
    }
  }
}
