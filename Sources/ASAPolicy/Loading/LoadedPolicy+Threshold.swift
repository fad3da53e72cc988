public import ESMTPInspection

// The same policy with another number in it.
extension LoadedPolicy {
  /// A number that all inspection maps compare with, whatever their texts say.
  struct Threshold: Sendable {
    /// The criterion, whose argument is a number.
    var criterion: Criterion
    /// The number above which it holds.
    var value: Int
  }

  /// The names of the inspection maps that classes use, in their order.
  public var mapsInForce: [String] {
    inspections.compactMap(\.map?.name).reduce(into: []) { names, name in
      if !names.contains(name) { names.append(name) }
    }
  }

  /// This policy with another number in the lines of a criterion, in every map, where they stand; a map
  /// without such a line that ends sessions gets that action, or the line.
  ///
  /// - Parameters:
  ///   - criterion: one whose argument is a number.
  ///   - value: the number.
  ///   - profile: another behaviour than that of this policy, or nil.
  /// - Returns: the policy; nil where no inspection map is in force.
  public func setting(_ criterion: Criterion, to value: Int, profile: Profile? = nil)
    -> LoadedPolicy?
  {
    guard !mapsInForce.isEmpty else { return nil }
    var options = state.options
    if let profile { options.profile = profile }
    options.threshold = Threshold(criterion: criterion, value: value)
    return LoadedPolicy.load(behind: state.typed, options: options).policy
  }
}

extension InspectionMap {
  /// Gives the line of a criterion that ends sessions another number.
  ///
  /// The first such line has it, else the first of the criterion at all, else a new one behind all
  /// others. No further line of the criterion ends sessions then: one number decides.
  mutating func set(_ threshold: LoadedPolicy.Threshold) {
    func isMeant(_ match: Match) -> Bool {
      match.criterion == threshold.criterion && !match.isNegated
    }
    let ending = matches.firstIndex { isMeant($0) && $0.actions.contains(where: \.ends) }
    guard let place = ending ?? matches.firstIndex(where: isMeant) else {
      var match = Match(
        criterion: threshold.criterion, argument: .value(.greaterThan(threshold.value)),
        isNegated: false, origin: origin, argumentOffset: 0)
      match.actions = [.dropConnection(log: true)]
      matches.append(match)
      return
    }
    let old = matches[place]
    var new = Match(
      criterion: old.criterion, argument: .value(.greaterThan(threshold.value)), isNegated: false,
      origin: old.origin, argumentOffset: old.argumentOffset)
    new.actions = ending == nil ? [.dropConnection(log: true)] : old.actions
    matches[place] = new
    for index in matches.indices.reversed() where index != place && isMeant(matches[index]) {
      // Two lines that say the same are one.
      if matches[index].actions.contains(where: \.ends) || matches[index].key == new.key {
        matches.remove(at: index)
      }
    }
  }
}
