import Testing

@testable import ESMTPInspection

@Suite struct FieldParametersTests {
  private func read(_ field: String) -> (token: String, values: [String]) {
    let field = Array(field.utf8)
    var parser = FieldParser()
    var parameters: [FieldParameter] = []
    let token = parser.readToken(field.span)
    parser.readParameters(field.span, into: &parameters)
    let values = parameters.map { parameter in
      var text: [UInt8] = []
      parameter.appendValue(of: field.span, to: &text)
      let form =
        switch parameter.form {
        case .plain: ""
        case .extended: "*"
        case .section(let number, let isExtended): "*\(number)" + (isExtended ? "*" : "")
        }
      return "\(parameter.name)\(form)=\(String(decoding: text, as: UTF8.self))"
    }
    return (String(decoding: field[token], as: UTF8.self), values)
  }

  @Test(
    "The first token ends at a blank, a comment or a parameter",
    arguments: [
      ("text/plain", "text/plain"), (" text/plain ; x=y", "text/plain"), ("base64(x)", "base64"),
      ("(x) \t(y (z)) base64", "base64"), ("", ""), (";name=x", ""), ("(open", ""),
      ("multipart/mixed;boundary=x", "multipart/mixed"),
    ])
  func token(field: String, token: String) {
    #expect(read(field).token == token)
  }

  @Test(
    "Parameters are read in all their forms",
    arguments: [
      ("a; name=x", ["name=x"]), ("a; NAME = \"x y\"", ["name=x y"]), ("a;name=", ["name="]),
      ("a; filename=my file.txt ; x=y", ["filename=my file.txt"]),
      ("a; filename=(1).txt", ["filename=.txt"]), ("a; name=\"a;b\"; x", ["name=a;b"]),
      ("a; name=\"a\\\"b\\\\c\\d\"", ["name=a\"b\\c\\d"]), ("a; name=\"open", ["name=open"]),
      ("a; name=\"end\\", ["name=end\\"]), ("a; (c) name (d) =x", ["name=x"]),
      ("a; (open; name=x", ["name=x"]), ("a; filename*=utf-8''%41b", ["filename*=utf-8''%41b"]),
      ("a; filename*0=x; filename*1*=%20", ["filename*0=x", "filename*1*=%20"]),
      ("a; filename*x=1; filename**=2; names=3; filenam=4; name*1x=5", []),
      ("a; name*99999999999=x", []), ("a; name*0", []), ("a name=x", []),
      ("a; x=y name=z", []),
      (
        "a; boundary=\"b 1\"; name==?utf-8?q?a?=",
        ["boundary=b 1", "name==?utf-8?q?a?="]
      ),
    ])
  func parameters(field: String, values: [String]) {
    #expect(read(field).values == values)
  }

  @Test(
    "A comment is nothing, wherever one may stand",
    arguments: [
      ("a; boundary=(c)\"b b\"", "boundary=b b"), ("a; boundary=(c)bb", "boundary=bb"),
      ("a; boundary=bb(c)", "boundary=bb"), ("a; boundary=bb (c) (d)", "boundary=bb"),
      ("a; boundary=bb(c;d); x=y", "boundary=bb"), ("a; boundary=b(c)b", "boundary=b(c)b"),
      ("a; filename=a.txt (as sent by b.exe)", "filename=a.txt"),
      ("a (was; filename=b.exe); filename=a.txt", "filename=a.txt"),
      ("a; filename=\"a.txt\" (was; filename=b.exe)", "filename=a.txt"),
      ("a; x=y (old; name=b.exe); name=c", "name=c"), ("a; x=y (old (older; name=b.exe))", ""),
      ("a; name=a (c", "name=a (c"), ("a; name=a (c) (d", "name=a (c) (d"),
      ("a; name=a (c) b", "name=a (c) b"), ("a; name=a (c) b (d) ; x=y", "name=a (c) b"),
      ("a; name=my file (1).pdf", "name=my file (1).pdf"), ("a; name=(c)", "name="),
      ("a; name=a(q\\)q)", "name=a"), ("a; name=\"(c)\"", "name=(c)"),
    ])
  func comments(field: String, values: String) {
    #expect(read(field).values.joined(separator: "|") == values)
  }

  @Test(
    "A boundary without quotes ends at a blank or a comment",
    arguments: ["bb", "bb(c)", "bb (c)", "bb (c) d", "bb(c)d", "(c) bb", "\"bb\"(c)", "bb(open"])
  func boundary(value: String) {
    let field = Array("multipart/mixed; boundary=\(value)".utf8)
    var parser = FieldParser()
    var parameters: [FieldParameter] = []
    _ = parser.readToken(field.span)
    parser.readParameters(field.span, into: &parameters)
    var text: [UInt8] = []
    FieldParameter.appendBoundary(parameters, field.span, to: &text)
    #expect(String(decoding: text, as: UTF8.self) == "bb")
  }

  @Test(
    "Every truncation of a field is read without harm and names no more parameters than the whole")
  func truncations() {
    let field =
      "multipart/mixed (a (b)) ; boundary=\"x\\\"y\"; filename*0*=utf-8''a; filename*1=\"b\""
    let whole = read(field).values.count
    #expect(whole == 3)
    for length in 0...field.utf8.count {
      #expect(read(String(field.prefix(length))).values.count <= whole)
    }
  }

  @Test("A field of unclosed comments takes one pass")
  func linear() {
    let field = String(repeating: "(", count: 60_000)
    #expect(read("a" + field).values == [])
    #expect(read("a;" + String(repeating: ";(", count: 30_000)).values == [])
    let comments = String(repeating: "(a)", count: 20_000)
    #expect(read("a; x=y" + comments + "b; name=c").values == ["name=c"])
    #expect(read("a; x=y" + comments + "; name=c").values == ["name=c"])
    #expect(read("a" + comments + "; name=c").values == ["name=c"])
  }
}
