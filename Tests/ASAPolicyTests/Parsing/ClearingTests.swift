import ASAPolicy
import Testing

@Suite("clear configure and rename")
struct ClearingTests {
  private static let base = """
    ASA Version 9.8(2)
    object network H
     host 192.0.2.25
    object network J
     host 192.0.2.26
    object-group network G
     network-object host 192.0.2.27
    regex R "x"
    class-map type regex match-any RR
     match regex R
    policy-map type inspect esmtp M
     match sender-address regex class RR
      reset
    policy-map type inspect esmtp N
     parameters
      mask-banner
    policy-map global_policy
     class inspection_default
      inspect esmtp N
    service-policy global_policy global

    """

  @Test(
    "what is cleared is what the line names",
    arguments: [
      ("policy-map type inspect http", ["M", "N", "RR", "H", "J", "G"]),
      ("policy-map type inspect http N", ["M", "N", "RR", "H", "J", "G"]),
      ("policy-map type management", ["M", "N", "RR", "H", "J", "G"]),
      ("policy-map type inspect esmtp M", ["N", "RR", "H", "J", "G"]),
      ("policy-m ty ins es M", ["N", "RR", "H", "J", "G"]),
      ("policy-map type inspect esmtp", ["RR", "H", "J", "G"]),
      ("policy-map type inspect", ["RR", "H", "J", "G"]),
      ("class-map type inspect", ["M", "N", "RR", "H", "J", "G"]),
      ("class-map type regex RR", ["M", "N", "H", "J", "G"]),
      ("class-map type regex", ["M", "N", "H", "J", "G"]),
      ("class-map", ["M", "N", "H", "J", "G"]),
      ("object id H", ["M", "N", "RR", "J", "G"]),
      ("object network", ["M", "N", "RR", "G"]),
      ("object service", ["M", "N", "RR", "H", "J", "G"]),
      ("object", ["M", "N", "RR", "G"]),
      ("object-group id G", ["M", "N", "RR", "H", "J"]),
      ("object-group network", ["M", "N", "RR", "H", "J"]),
      ("object-group service", ["M", "N", "RR", "H", "J", "G"]),
    ])
  func cleared(_ words: String, _ left: [String]) {
    // What is not there is missed where it is named.
    let naming = """
      policy-map Q
       class A
        inspect esmtp M
       class B
        inspect esmtp N
      policy-map type inspect esmtp T
       match sender-address regex class RR
        reset
      access-list L extended permit tcp any object H
      access-list L extended permit tcp any object J
      access-list L extended permit tcp any object-group G
      class-map A
       match access-list L
      class-map B
       match any

      """
    let missing = Set(
      diagnostics(Self.base + "clear configure \(words)\n" + naming).compactMap { line -> String? in
        guard line.contains(": there is no "),
          let name = line.split(separator: "\"").dropFirst().first
        else { return nil }
        return String(name)
      })
    #expect(missing == Set(["M", "N", "RR", "H", "J", "G"]).subtracting(left), "\(words)")
  }

  @Test(
    "a rename is a mistake: what it renames is asked for by the new name",
    arguments: [
      ("object network H rename K", 18), ("object service S rename K", 18),
      ("access-list L rename K", 15), ("access-list L ren K", 15),
      ("class-map C\n rename K", 2), ("class-map C\nrename K", 1),
      ("policy-map global_policy\n rename K", 2), ("policy-map global_policy\nrename K", 1),
      ("policy-map type inspect esmtp N\n rename K", 2),
      ("policy-map type inspect esmtp N\nrename K", 1),
      ("class-map type regex match-any RR\n rename K", 2),
    ])
  func renamed(_ lines: String, _ column: Int) {
    let number = 20 + lines.split(separator: "\n").count
    let found = diagnostics(Self.base + lines + "\n").filter {
      $0.hasPrefix("\(number):\(column): ")
    }
    #expect(
      found.map { $0.drop { $0 != " " } } == [
        " \(lines.hasPrefix("access-list") ? "warning" : "error"): a new name is not followed to "
          + "where the old one is used; give the configuration as it is printed behind the change"
      ])
  }

  @Test("a head takes no more words than a device takes")
  func more() {
    #expect(
      diagnostics("object network a b\nobject-group network g h\n").filter { $0.contains("error") }
        == [
          "1:18: error: \"b\" is more than the statement takes",
          "2:24: error: \"h\" is more than the statement takes",
        ])
  }
}
