/// One key of the scene language, moved from its default in a scene where it must matter.
struct KeyMove: CustomStringConvertible, Sendable {
  /// The key's path as the schema has it, with its condition where a path has several.
  let key: String
  /// The scene that it is moved in.
  let base: KeyScene
  /// What is set on both sides, `key=value` each, so that the key matters.
  let given: [String]
  /// What is set before the move; empty for the default.
  let from: [String]
  /// What is set after it.
  let to: [String]

  /// A move from `key=value` to `key=value`, with `;` between several; `old => new` replaces text.
  init(
    _ key: String, in base: KeyScene = .depot, given: String = "", from: String = "", to: String
  ) {
    func words(_ text: String) -> [String] {
      text.split(separator: ";").map { part in
        String(part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
      }
    }
    self.key = key
    self.base = base
    self.given = words(given)
    self.from = words(from)
    self.to = words(to)
  }

  var description: String { key }

  /// The last word of its path.
  var word: String {
    let path = key.prefix { $0 != "|" }
    return String(path.split(separator: ".").last ?? "").replacing("[]", with: "")
  }

  /// Every key of the scene language that says something of a run; see the extensions.
  static let all =
    world + clocks + bodies + drives + sensing + arms + starts + tasks + policies + coordination
    + disturbances + runs + bars("all") + bars("any")
}
