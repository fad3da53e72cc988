import CaptureFiles
import Replay

/// Why a command could not do what it was asked for; it says so and ends with status 2.
protocol CommandFailure: Error, CustomStringConvertible {}

extension CaptureError: CommandFailure {}
extension CaseError: CommandFailure {}
extension LogQuestion.Unanswerable: CommandFailure {}
extension MergeError: CommandFailure {}
extension OutputError: CommandFailure {}
extension ReductionError: CommandFailure {}
