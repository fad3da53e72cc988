import CaptureFiles

/// How many workers a run has: one where the system does not let others start.
func workers(_ wanted: Int) -> Int {
  // Beside them, threads wait for signals, read inputs and write outputs.
  wanted == 1 || canStart(threads: wanted + 4) ? wanted : 1
}
