import Replay

/// The testing library has a type of this name, too.
typealias Expectation = Replay.Expectation
