import ESMTPInspection
import Primitives
import Rewriting
import Testing

@Suite struct StreamImageTests {
  @Test("edits reach what waits, across pieces and holes, and marks hand it over")
  func edits() {
    var image = StreamImage()
    var output: [UInt8] = []
    image.append([1, 2, 3].span, at: 0)
    image.append([4, 5].span, at: 3)
    image.append([9, 9].span, at: 10)
    image.apply(Edit(sender: .client, offset: 2, bytes: [70, 71]))
    image.apply(Edit(sender: .client, offset: 8, bytes: [0, 0, 72]))
    image.take(upTo: 4, into: &output)
    #expect(output == [1, 2, 70, 71])
    image.apply(Edit(sender: .client, offset: 0, bytes: [0, 0, 0, 0, 73]))
    image.take(upTo: 11, into: &output)
    #expect(output == [1, 2, 70, 71, 73, 72])
    image.take(upTo: 99, into: &output)
    #expect(output == [1, 2, 70, 71, 73, 72, 9])
  }
}
