import Glibc
import Testing

@testable import CaptureFiles

/// Each test runs in a process of its own, whose standard input it may replace.
@Suite struct StandardInputTests {
  @Test("a capture in a pipe is read from its first byte")
  func pipedCapture() async {
    await #expect(processExitsWith: .success) {
      let directory = TemporaryDirectory()
      let file = directory.write("a", MadeCapture.pcap(frames: MadeFrame.three).bytes)
      redirect("\(directory.path)/fifo", from: "cat \(file)")
      let reading = Reading(.standardInput)
      #expect(reading.frames == MadeFrame.three)
      #expect(reading.outcome == .end)
    }
  }

  @Test("a packed capture in a pipe is read", .enabled(if: has("gzip")))
  func pipedPackedCapture() async {
    await #expect(processExitsWith: .success) {
      let directory = TemporaryDirectory()
      let file = directory.write("a", MadeCapture.pcap(frames: UnpackerTests.large).bytes)
      redirect("\(directory.path)/fifo", from: "gzip -c \(file)")
      let reading = Reading(.standardInput)
      #expect(reading.frames == UnpackerTests.large)
      #expect(reading.outcome == .end)
    }
  }

  @Test("a packed file as standard input is read", .enabled(if: has("gzip")))
  func redirectedPackedCapture() async {
    await #expect(processExitsWith: .success) {
      let directory = TemporaryDirectory()
      let file = directory.write("a", MadeCapture.pcap(frames: MadeFrame.three).bytes)
      shell("gzip -c \(file) > \(file).gz")
      let descriptor = unsafe open("\(file).gz", O_RDONLY)
      dup2(descriptor, STDIN_FILENO)
      #expect(Reading(.standardInput).frames == MadeFrame.three)
    }
  }

  @Test("an empty pipe is named as standard input")
  func emptyPipe() async {
    await #expect(processExitsWith: .success) {
      let directory = TemporaryDirectory()
      redirect("\(directory.path)/fifo", from: "true")
      #expect(
        Reading(.standardInput).refusal?.description
          == "standard input: is empty; capture again, without a filter first")
    }
  }
}

/// Makes the output of a command the standard input of this process.
private func redirect(_ fifo: String, from command: String) {
  shell("mkfifo \(fifo); (\(command) > \(fifo) &)")
  let descriptor = unsafe open(fifo, O_RDONLY)
  dup2(descriptor, STDIN_FILENO)
}
