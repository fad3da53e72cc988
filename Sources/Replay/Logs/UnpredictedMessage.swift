import ASAPolicy
import ESMTPInspection
import MailLogs

/// What a device says of a session, and the replay of it does not.
struct UnpredictedMessage {
  private let message: DeviceMessage

  /// Takes a message of a log.
  ///
  /// - Parameters:
  ///   - message: the message.
  ///   - predicted: the messages that the replay predicts of its session; nil comes back where one of them
  ///     says the same.
  init?(_ message: DeviceMessage, among predicted: [DeviceMessage]) {
    let isTold = predicted.contains { other in
      guard other.number == message.number else { return false }
      switch message.number {
      case 108_004, 108_005: return other.detail == message.detail
      case 302_014: return other.isOfInspection || !message.isOfInspection
      default: return true
      }
    }
    // That a connection is built and torn down says nothing of mail.
    let isOfMail = ![302_013, 302_014].contains(message.number) || message.isOfInspection
    guard !isTold, isOfMail else { return nil }
    self.message = message
  }

  /// Whether the device ended the session.
  var ends: Bool { message.isOfInspection }

  /// What it says, and why the replay may not, in a sentence without a full stop.
  ///
  /// - Parameters:
  ///   - policy: the policy; nil where its lines are not at hand.
  ///   - isDefault: whether nobody gave one.
  /// - Returns: the sentence.
  func words(_ policy: LoadedPolicy?, isDefault: Bool) -> String {
    let remedy =
      isDefault
      ? "the policy used here is the default, as no -p is given: give the device's configuration"
      : "is the configuration that -p gives the one of that time?"
    switch message.number {
    case 108_004, 108_005:
      guard !message.detail.isEmpty else { break }
      let verb = message.isOfInspection ? "ended the session for" : "speaks of"
      let told = "the device \(verb) '\(message.detail)', and the replay does not: "
      guard let policy else { return told + remedy }
      guard policy.has(message.detail) else {
        return told + "the policy used here has no such line"
          + (isDefault
            ? ", as it is the default and no -p is given: give the device's configuration"
            : "; is the configuration that -p gives the one of that time?")
      }
      return told
        + "the policy used here has that line, and nothing in the capture meets it; the capture may lack "
        + "what the device saw"
    case 507_001:
      return
        "the device ended the session because its TCP proxy may keep no more of what it puts in "
        + "order, and the replay does not: that limit is not modelled, and no line of the policy is its "
        + "cause"
    case _ where message.isOfInspection:
      return "the device ended the session by its inspection, and the replay does not: \(remedy)"
    default: break
    }
    return "the replay does not predict this \(message.number): \(remedy)"
  }
}

extension DeviceMessage {
  /// Whether it says that an inspection ended the session.
  fileprivate var isOfInspection: Bool {
    switch number {
    case 108_003, 507_001, 507_003: true
    case 108_004:
      text.contains(": Dropped connection for ") || text.contains(": Reset connection for ")
    case 302_014: text.hasSuffix("Flow closed by inspection")
    default: false
    }
  }
}

extension LoadedPolicy {
  /// Whether one of its maps has a line, in the words of the device's messages.
  fileprivate func has(_ criterion: String) -> Bool {
    inspections.contains { inspection in
      inspection.map.map { map in
        map.matches.contains { $0.text == criterion }
          || criterion.hasPrefix("mail-relay") && map.parameters.mailRelay?.value != nil
      } ?? false
    }
  }
}
