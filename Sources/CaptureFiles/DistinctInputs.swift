/// Inputs of which each file is taken once, whatever names lead to it: what is read twice is counted
/// twice.
public struct DistinctInputs: Sendable {
  /// The inputs, each file by the first of its names.
  public let inputs: [CaptureInput]
  /// A sentence for each name that is left out, and one for those that are too many to be told.
  public let remarks: [String]

  /// The names that are told of.
  private static let limit = 8

  /// Leaves out what stands before under the same name or another.
  ///
  /// - Parameter inputs: inputs in the order in which they are to be read; what is no regular file stays.
  public init(_ inputs: [CaptureInput]) {
    var first: [FileIdentity: CaptureInput] = [:]
    var distinct: [CaptureInput] = []
    var remarks: [String] = []
    var more = 0
    for input in inputs {
      guard let identity = FileIdentity(input) else {
        distinct.append(input)
        continue
      }
      guard let known = first[identity] else {
        first[identity] = input
        distinct.append(input)
        continue
      }
      guard remarks.count < Self.limit else {
        more += 1
        continue
      }
      let reason =
        known.path == input.path
        ? "is named more than once" : "is the same file as \(inputName(known.path))"
      remarks.append("\(inputName(input.path)): \(reason); it is read once")
    }
    if more > 0 {
      remarks.append("\(more) more names are of files named before; each of these is read once")
    }
    self.inputs = distinct
    self.remarks = remarks
  }
}
