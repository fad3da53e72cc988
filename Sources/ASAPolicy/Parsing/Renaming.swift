extension Line {
  /// The first word of `rename NAME`, a statement of blocks that have a name.
  var renaming: Token? {
    tokens.count == 2 && head.utf8.count > 2 && "rename".hasPrefix(head) ? tokens[0] : nil
  }
}

extension Token {
  /// That it gives something a new name: what refers to it would have to follow.
  var isRename: Problem {
    Problem(
      offset: offset,
      message: "a new name is not followed to where the old one is used; "
        + "give the configuration as it is printed behind the change")
  }
}
