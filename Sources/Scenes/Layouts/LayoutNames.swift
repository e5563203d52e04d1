/// Names of a layout as names of a scene: letters, digits, `_` and `-`, each once.
struct LayoutNames {
  private var taken: Set<String> = []
  /// The number that a name may have next; only looked up.
  private var next: [String: Int] = [:]

  /// No name is taken.
  init() {}

  /// A name of a scene for one of the layout: itself where it can be, else the nearest that is free.
  mutating func take(_ name: String) -> String {
    let base = Self.sceneName(name)
    var result = base
    var number = next[base] ?? 2
    while taken.contains(result) {
      result = "\(base.prefix(56))_\(number)"
      number += 1
    }
    next[base] = number
    taken.insert(result)
    return result
  }

  /// The name with `_` for all that a name of a scene may not have, at most 64 characters.
  static func sceneName(_ name: String) -> String {
    var result = ""
    for scalar in name.unicodeScalars.prefix(64) {
      let isFit = scalar.isASCII && isName("a" + String(Character(scalar)))
      result.append(isFit ? Character(scalar) : "_")
    }
    if !isName(result) { result = "n" + result.prefix(63) }
    return result
  }

  /// The last part of a path without some endings, each taken off once from the end.
  static func stem(of path: String, without endings: [String]) -> String {
    var stem = fileName(of: path)
    for ending in endings.reversed() where stem.lowercased().hasSuffix(ending) {
      stem.removeLast(ending.count)
    }
    return stem.isEmpty ? "layout" : stem
  }
}
