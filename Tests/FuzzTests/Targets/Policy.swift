import ASAPolicy
import ESMTPInspection
import Primitives

/// A configuration: what is printed of it reads as the same again, and sessions are classified.
///
/// The input is a profile, then the text.
func fuzzPolicy(_ bytes: [UInt8]) throws(BrokenPromise) {
  var input = FuzzInput(bytes)
  let number = Int(input.byte())
  let profiles = Profile.all
  // One more than there are: what the text asks for.
  let place = number % (profiles.count + 1)
  let options = LoadedPolicy.Options(profile: place < profiles.count ? profiles[place] : nil)
  let text = PolicyText(name: "p", text: String(decoding: input.rest(), as: UTF8.self))
  let (policy, diagnostics) = LoadedPolicy.load([text], options: options)
  for diagnostic in diagnostics {
    try promise(diagnostic.source.line >= 0, "a diagnostic of no line")
    try promise(!"\(diagnostic)".isEmpty, "an empty diagnostic")
  }
  guard let policy else { return }
  _ = policy.explanation
  let client = Socket(address: IPAddress(v4: 0xC000_0207), port: 40112)
  for address in [0xC633_6419, 0xC000_0201] as [UInt32] {
    let server = Socket(address: IPAddress(v4: address), port: 25)
    let classification = policy.classify(client: client, server: server, time: 1_400_000_000 << 30)
    if case .inspected(let index) = classification.outcome {
      try promise(policy.inspections.indices.contains(index), "an inspection that is not there")
    }
    _ = policy.explanation(of: SessionQuestion(client: client, server: server))
  }
  let shown = policy.text
  let (again, complaints) = LoadedPolicy.load(
    [PolicyText(name: "p", text: shown)], options: options)
  guard let again else {
    throw BrokenPromise("what is shown cannot be read: \(complaints)\n\(shown)")
  }
  try promise(
    again.text == shown, "what is shown reads as something else:\n\(shown)\n---\n\(again.text)")
}
