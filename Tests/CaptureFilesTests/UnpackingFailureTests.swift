import Testing

@testable import CaptureFiles

@Suite struct UnpackingFailureTests {
  @Test(
    "a failure is told in the first words of the program",
    arguments: [
      ("\ngzip: stdin: x\nmore\n", Int32(256), "gzip: stdin: x"),
      ("a\u{1B}[31mb \n", 256, "gzip: a?[31mb"),
      ("", 768, "gzip: ended with status 3"),
    ])
  func words(complaints: String, status: Int32, said: String) {
    let failure = UnpackingFailure(of: .gzip, status: status, complaints: Array(complaints.utf8))
    #expect(failure.reason == "the gzip data are damaged (\(said))")
    #expect(failure.remedy == "fetch them again, or test them with 'gzip -t'")
  }

  @Test("data whose program a signal has ended are not called damaged")
  func signal() {
    let failure = UnpackingFailure(of: .gzip, status: 15, complaints: Array("\n\n".utf8))
    #expect(
      failure.reason == "the gzip data are not unpacked to their end (gzip: ended by signal 15)")
    #expect(failure.remedy == "run it again, or unpack them yourself first")
  }

  @Test("what stands behind whole data is not called damage")
  func rest() {
    let said = "\ngzip: stdin: decompression OK, trailing garbage ignored\n"
    let failure = UnpackingFailure(of: .gzip, status: 512, complaints: Array(said.utf8))
    #expect(
      failure.reason == "what stands behind the gzip data is not read "
        + "(gzip: stdin: decompression OK, trailing garbage ignored)")
    #expect(failure.remedy == "cut it off, or give it by itself")
  }

  @Test("a bound on memory is not called damage")
  func memory() {
    let said = "xz: (stdin): Memory usage limit reached"
    let failure = UnpackingFailure(of: .xz, status: 256, complaints: Array(said.utf8))
    #expect(failure.reason == "the xz data want more than 256 MiB to be unpacked (\(said))")
  }
}
