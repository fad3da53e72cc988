import Testing

@testable import CaptureFiles

@Suite struct UnpackingFailureTests {
  @Test(
    "a failure is told in the first words of the program",
    arguments: [
      ("\ngzip: stdin: x\nmore\n", Int32(256), "gzip: stdin: x"),
      ("a\u{1B}[31mb \n", 256, "gzip: a?[31mb"),
      ("", 512, "gzip: ended with status 2"),
      ("\n\n", 9, "gzip: ended by signal 9"),
    ])
  func words(complaints: String, status: Int32, said: String) {
    let failure = UnpackingFailure(of: .gzip, status: status, complaints: Array(complaints.utf8))
    #expect(failure.reason == "the gzip data are damaged (\(said))")
    #expect(failure.remedy == "fetch them again, or test them with 'gzip -t'")
  }

  @Test("a bound on memory is not called damage")
  func memory() {
    let said = "xz: (stdin): Memory usage limit reached"
    let failure = UnpackingFailure(of: .xz, status: 256, complaints: Array(said.utf8))
    #expect(failure.reason == "the xz data want more than 256 MiB to be unpacked (\(said))")
  }
}
