import Foundation
import Testing

/// Inputs that can be read but once, names that a terminal would obey, outputs in the place of inputs, and
/// signals.
@Suite(.enabled(if: Tool.path != nil, "the command is not built beside the tests"))
struct FaultTests {
  /// A folder with a capture of a session that is dropped, and one of more than 64 KiB.
  /// A line of bash that waits until `$replay` catches a signal.
  private static func untilItCatches(_ signal: Int) -> String {
    "for i in $(seq 60); do (( 0x0$(sed -n 's/^SigCgt:[[:space:]]*//p' /proc/$replay/status) "
      + "& \(1 << (signal - 1)) )) && break; sleep 0.1; done"
  }

  private func place() throws -> Workplace {
    let place = try Workplace()
    let captures = URL(filePath: FileManager.default.currentDirectoryPath + "/captures")
    for (name, capture) in [("a.pcap", "long-header-line"), ("large.pcap", "jumbo-mss")] {
      try place.write(
        Data(contentsOf: captures.appending(path: "\(capture)/\(capture).pcap")), as: name)
    }
    try place.write("policy-map global_policy\n", as: "p.cfg")
    return place
  }

  @Test(
    "what can be read but once is kept where it is read again",
    arguments: [
      "advise PIPE", "advise --format json PIPE", "why long-header-line.1@example.net PIPE",
      "stress --random 1 1 PIPE", "reduce PIPE -q -w w",
      "verify --outside PIPE --inside large.pcap",
      "analyze PIPE -q --annotate w", "analyze PIPE -q --carve w",
      "rewrite PIPE -q --where id=1 -w w",
    ])
  func once(_ line: String) throws {
    let place = try place()
    try place.write(place.data("a.pcap"), as: "p")
    let command = "timeout 60 esmtp-replay " + line.replacing("PIPE", with: "p")
    let whole = try Shell.run(command, in: place)
    let written = try? place.data("w")
    #expect((written != nil) == line.hasSuffix(" w"))
    let piped = try Shell.run(
      "rm -f p w && mkfifo p && { cat a.pcap >p & } && \(command)", in: place)
    #expect(piped.status == whole.status)
    #expect(piped.output == whole.output)
    #expect((try? place.data("w")) == written)
  }

  @Test("a limit of processes leaves one worker")
  func processes() throws {
    guard getuid() == 0, FileManager.default.isExecutableFile(atPath: "/usr/bin/setpriv") else {
      return print("skipped: it takes root and setpriv to become a user with a limit")
    }
    let place = try place()
    try place.setPermissions(0o755, of: ".")
    let line = "esmtp-replay -j 2 --format json -"
    let limited = try Shell.run(
      "setpriv --reuid=64123 --regid=64123 --clear-groups "
        + "bash -c 'ulimit -u 6; timeout 60 \(line)' <a.pcap", in: place)
    guard limited.status != 126, limited.status != 127 else {
      return print("skipped: others may not run the command where it stands")
    }
    let whole = try Shell.run("\(line) <a.pcap", in: place)
    #expect(limited.output == whole.output)
    #expect(limited.status == whole.status)
  }

  @Test("the folder for temporary files is named where it takes none; an empty name is no name")
  func temporaryFolder() throws {
    let place = try place()
    let usual = try Shell.run("esmtp-replay advise - <a.pcap", in: place)
    let unnamed = try Shell.run("TMPDIR= esmtp-replay advise - <a.pcap", in: place)
    #expect(unnamed.output == usual.output)
    let missing = try Shell.run("TMPDIR=/none esmtp-replay advise - <a.pcap", in: place)
    #expect(missing.status == 2)
    #expect(
      missing.error == "esmtp-replay: /none: cannot take a temporary file "
        + "(No such file or directory); name a folder that can in TMPDIR\n")
  }

  @Test("what is no capture and has no end is not kept", arguments: ["/dev/zero", "/dev/urandom"])
  func endless(_ path: String) throws {
    let outcome = try Shell.run("timeout 60 esmtp-replay advise \(path)", in: try place())
    #expect(outcome.status == 2)
    #expect(outcome.error.contains("is not a capture"))
  }

  @Test(
    "no name reaches a terminal as a command, and none makes a line of its own",
    arguments: [
      #"$'no\e]0;x\a.pcap'"#, #"$'no\nmore.pcap'"#, "--list list", #"a.pcap -o $'no\e[2J/x'"#,
      #"a.pcap -w $'no\e[2J/x'"#, #"a.pcap --extract $'a.pcap/\e[2J'"#, #"-f $'\e[2J' a.pcap"#,
      #"--format $'\e[2J' a.pcap"#, #"--reconcile $'\e[2J' a.pcap"#, #"--profile $'\e[2J' a.pcap"#,
      "-q hostile",
    ])
  func names(_ arguments: String) throws {
    let place = try place()
    try place.write("x\u{1B}]0;x\u{7}\u{9B}2J\u{202E}\n", as: "list")
    try place.write(place.data("a.pcap").prefix(3000), as: "hostile/\u{1B}]0;x\u{7}\u{2028}.pcap")
    let outcome = try Shell.run("esmtp-replay " + arguments, in: place)
    #expect(outcome.status != 0)
    let obeyed = (outcome.output + outcome.error).unicodeScalars.filter { scalar in
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator: scalar != "\n"
      default: false
      }
    }
    #expect(obeyed.isEmpty, "\(outcome.error.debugDescription)")
    #expect(!outcome.error.contains("\nmore.pcap"))
  }

  @Test(
    "what is read is not written over",
    arguments: [
      "a.pcap -o a.pcap", "a.pcap -w ./a.pcap", "a.pcap --annotate a.pcap", "a.pcap --carve a.pcap",
      "a.pcap -o link", "link -o a.pcap", ". -w a.pcap", "- -o a.pcap <a.pcap",
      "a.pcap -p p.cfg -o p.cfg", "--list list -o list", "rewrite a.pcap -w a.pcap",
      "reduce a.pcap -w a.pcap", "compare default p.cfg a.pcap -o a.pcap",
      "compare default p.cfg a.pcap -o p.cfg", "advise a.pcap -o a.pcap",
      "fingerprint a.pcap -o a.pcap", "show 1 a.pcap -o a.pcap", "stress 1 a.pcap -o a.pcap",
      "verify --outside a.pcap --inside large.pcap -o large.pcap", "merge list -o list",
      "a.pcap --fail-on dropped --baseline known -o known",
      "a.pcap --reconcile shown -w shown", "a.pcap --asa-log log -o log",
      "a.pcap --mail-log mail --carve mail", "a.pcap -p - -o p.cfg <p.cfg",
      "compare default --apply p.cfg a.pcap -o p.cfg",
      "stress 1 cuts/1-masked.pcap --captures cuts",
      "test case --junit case/a.pcap", "test case --junit case/expect.yaml",
      "test case --junit p.cfg", "test case --junit ./case/../case/a.pcap",
      "test case --baseline known --junit known",
      "ex/1.192.0.2.10_58544-198.51.100.25_25.client.before --extract ex",
      "a.pcap >>a.pcap", "a.pcap -w w >>a.pcap", "rewrite a.pcap -w - >>a.pcap",
      "rewrite - -w - <a.pcap >>a.pcap", "show 1 a.pcap >>a.pcap", "a.pcap -p p.cfg >>p.cfg",
      "policy show p.cfg >>p.cfg",
    ])
  func inPlace(_ line: String) throws {
    let place = try place()
    try place.write("a.pcap\n", as: "list")
    try FileManager.default.createSymbolicLink(
      atPath: place.url.appending(path: "link").path, withDestinationPath: "a.pcap")
    for name in [
      "case/a.pcap", "cuts/1-masked.pcap", "ex/1.192.0.2.10_58544-198.51.100.25_25.client.before",
    ] {
      try place.write(place.data("a.pcap"), as: name)
    }
    try place.write("policy: ../p.cfg\nverdicts: {masked: 1}\n", as: "case/expect.yaml")
    try place.write(
      "      Inspect: esmtp _default_esmtp_map, packet 3, lock fail 0, drop 1, reset-drop 0\n",
      as: "shown")
    try place.write(
      "Aug 14 2014 11:04:46: %ASA-6-302013: Built inbound TCP connection 4 for x\n", as: "log")
    try place.write(
      "Aug 14 11:04:46 mx postfix/smtpd[1]: connect from unknown[192.0.2.7]\n", as: "mail")
    let known = try Tool.run(["a.pcap", "--format", "json", "-o", "known"], in: place)
    #expect(known.status == 0)
    let names = place.names
    let before = try names.map { try place.data($0) }
    let outcome = try Shell.run("esmtp-replay \(line)", in: place)
    #expect(outcome.status == 2)
    #expect(outcome.error.contains("is read in this run"))
    #expect(place.names == names)
    #expect(try names.map { try place.data($0) } == before)
  }

  @Test(
    "two outputs to one file are refused", arguments: ["-o x", "-w x", "--annotate x", "-o ./x"])
  func distinct(_ other: String) throws {
    let outcome = try Shell.run("esmtp-replay a.pcap \(other) --carve x", in: try place())
    #expect(outcome.status == 2)
    #expect(outcome.error.contains("two outputs go to this file"))
  }

  @Test("a dash is standard output for a report, too")
  func dash() throws {
    let place = try place()
    let plain = try Shell.run("esmtp-replay a.pcap", in: place)
    let named = try Shell.run("esmtp-replay a.pcap -o -", in: place)
    #expect(named.output == plain.output)
    #expect(!place.has("-"))
    #expect(try Shell.run("esmtp-replay a.pcap -w - -o -", in: place).status == 2)
  }

  @Test("a list that names nothing is told")
  func emptyList() throws {
    let place = try place()
    try place.write("\n", as: "list")
    let outcome = try Shell.run("esmtp-replay --list list", in: place)
    #expect(outcome.status == 2)
    #expect(outcome.error == "esmtp-replay: list: it names no capture; write one a line\n")
  }

  @Test(
    "the report is there where captures of its examples cannot be written",
    .enabled(
      if: ProcessInfo.processInfo.environment["ESMTP_REPLAY_SANITIZER"] == nil,
      "a sanitizer has files of its own"),
    arguments: ["stress --random 1 1 a.pcap", "verify --outside a.pcap --inside b.pcap"])
  func examples(_ line: String) throws {
    let place = try place()
    try place.write(place.data("a.pcap"), as: "b.pcap")
    let whole = try Shell.run("esmtp-replay \(line)", in: place)
    #expect(!whole.output.isEmpty)
    let full = try Shell.run(
      "mkdir c; (ulimit -f 0; esmtp-replay \(line) --captures c 2>/dev/null) | cat; "
        + "test ${PIPESTATUS[0]} = 2", in: place)
    #expect(full.output == whole.output)
    #expect(full.status == 0)
  }

  @Test("a signal leaves no part of an extracted stream", arguments: ["INT", "TERM", "HUP"])
  func extracted(_ signal: String) throws {
    let outcome = try Shell.run(
      """
      set -m; mkfifo p; mkdir x
      esmtp-replay p --extract x -q &
      replay=$!
      { head -c 96000 large.pcap; sleep 60; } >p &
      for i in $(seq 100); do ls x/*.part >parts 2>/dev/null && break; sleep 0.1; done
      test -s parts && kill -\(signal) $replay
      wait $replay 2>/dev/null
      kill %2; ls x
      """, in: try place())
    #expect(!outcome.output.contains(".part"), "\(outcome.output) \(outcome.error)")
  }

  @Test(
    "the first ^C ends the writer of a pipe, and what came is reported",
    arguments: [
      "- --format json", "rewrite - -q -w -", "advise -", "show 1 -", "fingerprint -",
      "compare default default -",
    ])
  func interrupted(_ line: String) throws {
    let place = try place()
    let whole = try Shell.run("cat a.pcap | esmtp-replay \(line) >whole", in: place)
    let outcome = try Shell.run(
      """
      set -m
      { cat a.pcap; sleep 8; } | {
        esmtp-replay \(line) >out & replay=$!
        # SIGINT is caught from the start on, and soon waited for.
        \(Self.untilItCatches(2))
        sleep 1.5; kill -INT $replay; wait $replay; echo "status $?"
      }
      test -s out && cmp whole out
      """, in: place)
    #expect(outcome.output == "status \(whole.status)\n", "\(outcome.error)")
    #expect(outcome.status == 0)
  }

  @Test(
    "SIGTERM ends the reading of a pipe, and what came is reported",
    arguments: ["- --format json", "advise -", "show 1 -"], ["cat", "gzip -c"])
  func terminated(_ line: String, _ pack: String) throws {
    let place = try place()
    let whole = try Shell.run("cat a.pcap | esmtp-replay \(line) >whole", in: place)
    let outcome = try Shell.run(
      """
      mkfifo p
      # The last frame is not whole.
      { { cat a.pcap; tail -c +25 a.pcap | head -c 40; } | \(pack); exec sleep 60; } >p & writer=$!
      esmtp-replay \(line) <p >out & replay=$!
      \(Self.untilItCatches(15))
      # It has read what there is once it spends no more time.
      for i in $(seq 60); do
        spent=$(cut -d ' ' -f 14,15 /proc/$replay/stat); sleep 1
        [[ $spent == "$(cut -d ' ' -f 14,15 /proc/$replay/stat)" ]] && break
      done
      kill -TERM $replay; wait $replay; echo "status $?"
      kill -KILL $writer; cmp whole out
      """, in: place)
    #expect(outcome.output == "status \(whole.status)\n")
    #expect(outcome.error.isEmpty, "\(outcome.error)")
  }

  @Test(
    "of a capture without a whole frame nothing is said of ports",
    arguments: [
      "analyze c", "advise c", "show 1 c", "compare default default c", "rewrite c -w w",
      "reduce c -w w", "stress 1 c", "fingerprint c",
    ], [24, 31, 50])
  func frameless(_ line: String, _ size: Int) throws {
    let place = try place()
    try place.write(place.data("a.pcap").prefix(size), as: "c")
    let outcome = try Shell.run("esmtp-replay \(line)", in: place)
    #expect(outcome.status == (line.hasPrefix("reduce") || line.contains("1") ? 2 : 3))
    #expect(outcome.error.contains("cut short") == (size > 24))
    #expect(outcome.error.hasSuffix("no session was found: there is no frame to look at\n"))
  }

  @Test(
    "a capture of a kind that is not read could not be read, whatever it holds",
    arguments: [
      "analyze c", "analyze c --format json", "advise c", "show 1 c", "compare default default c",
      "rewrite c -w w", "reduce c -w w", "stress 1 c", "fingerprint c",
      "verify --outside a.pcap --inside c",
    ], [false, true])
  func foreign(_ line: String, _ isMixed: Bool) throws {
    let place = try place()
    if isMixed {
      // A section and two interfaces of different link types (pcapng sections 4.1 and 4.2).
      let section: [UInt32] = [0x0A0D_0D0A, 28, 0x1A2B_3C4D, 1, .max, .max, 28]
      let interfaces = [1, 101].flatMap { [1, 20, $0, 0, 20] as [UInt32] }
      let frame: [UInt32] = [6, 36, 0, 0, 0, 4, 4, 0, 36]
      let words = (section + interfaces + frame).flatMap { word in
        (0..<4).map { UInt8(truncatingIfNeeded: word >> UInt32($0 * 8)) }
      }
      try place.write(Data(words), as: "c")
    } else {
      var bytes = [UInt8](try place.data("a.pcap"))
      // The link type of Cisco's HDLC.
      bytes[20] = 104
      try place.write(Data(bytes), as: "c")
    }
    let outcome = try Shell.run("esmtp-replay \(line)", in: place)
    #expect(outcome.status == 2)
    #expect(
      outcome.error.contains(isMixed ? "c: frame 1: the capture has" : "c: link type C_HDLC is not")
    )
    #expect(!outcome.error.contains("no session"), "\(outcome.error)")
  }

  @Test(
    "a configuration, counters and an earlier report may come through a pipe",
    arguments: [
      "a.pcap -p PIPE", "policy check PIPE", "compare PIPE default a.pcap",
      "a.pcap --reconcile PIPE", "a.pcap --format sarif --baseline PIPE",
    ], ["p.cfg", "counters", "report"])
  func pipedText(_ line: String, _ file: String) throws {
    let place = try place()
    try place.write("Global policy:\n  Service-policy: global_policy\n", as: "counters")
    _ = try Shell.run("esmtp-replay a.pcap --format json >report", in: place)
    let whole = try Shell.run("esmtp-replay " + line.replacing("PIPE", with: file), in: place)
    let piped = try Shell.run(
      "mv \(file) kept && mkfifo \(file) && { cat kept >\(file) & } && timeout 60 esmtp-replay "
        + line.replacing("PIPE", with: file), in: place)
    #expect(piped.output == whole.output)
    #expect(piped.error == whole.error)
    #expect(piped.status == whole.status)
  }

  @Test("a capture beside others is no case of its own")
  func oneOfSeveral() throws {
    let place = try place()
    let outcome = try Shell.run("esmtp-replay reduce a.pcap -o case", in: place)
    #expect(outcome.status == 2)
    #expect(outcome.error.contains("a.pcap: the captures beside it are of the same case"))
    #expect(!FileManager.default.fileExists(atPath: place.url.path + "/case"))
  }
}
