import Primitives
import Testing

@Suite struct ListingTests {
  @Test(
    "words are listed as a sentence lists them",
    arguments: [([], ""), (["a"], "a"), (["a", "b"], "a or b"), (["a", "b", "c"], "a, b or c")])
  func list(words: [String], text: String) {
    #expect(listed(words, "or") == text)
  }
}
