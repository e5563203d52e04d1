/// Finds robot classes that stand beside `robots:` where they belong below it.
struct DedentedClasses {
  /// Where mistakes go.
  let context: LoadContext

  /// The entries of a scene with such classes below `robots`, so that nothing else is missed; all of
  /// them are one mistake, told at the first.
  func movedBelowRobots(_ entries: [SceneEntry]) -> [SceneEntry] {
    guard let robots = entries.firstIndex(where: { $0.key == "robots" }),
      entries[robots].value.isEmpty
    else { return entries }
    let classes = entries[(robots + 1)...].prefix(while: isClass)
    guard let first = classes.first else { return entries }
    context.report(
      first.keyPlace, "robots.\(first.key)",
      "\(quoted(first.key)) stands beside 'robots', not below it; indent it by two blanks"
        + (classes.count > 1 ? ", as the \(classes.count - 1) after it" : ""))
    var moved = entries
    moved.removeSubrange(classes.indices)
    moved[robots].value.content = .mapping(Array(classes))
    return moved
  }

  /// True for a key that no scene has, with keys below it that a class has.
  private func isClass(_ entry: SceneEntry) -> Bool {
    let known = SceneSchema.root.keys.map(\.name)
    let keys = SceneSchema.robotClass(context.vocabulary).keys.map(\.name)
    guard !known.contains(entry.key), let inner = entry.value.entries else { return false }
    return inner.contains { keys.contains($0.key) && !known.contains($0.key) }
  }
}
