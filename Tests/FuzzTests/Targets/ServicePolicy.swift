import ASAPolicy

/// The output of `show service-policy`: counters are found, or an error says why not.
func fuzzServicePolicy(_ bytes: [UInt8]) throws(BrokenPromise) {
  let text = PolicyText(name: "s", text: String(decoding: bytes, as: UTF8.self))
  let show: ShowServicePolicy
  do throws(ShowServicePolicy.Failure) { show = try ShowServicePolicy(text) } catch {
    try promise(error.line >= 0 && !error.message.isEmpty, "an error without place or words")
    return
  }
  try promise(!show.blocks.isEmpty, "nothing, and no error")
  for block in show.blocks {
    try promise(block.line > 0, "a block of no line")
    try promise(block.packets >= 0 && block.drops >= 0, "a negative counter")
    for line in block.lines {
      try promise(line.line >= block.line && line.count >= 0, "a line before its block")
    }
  }
}
