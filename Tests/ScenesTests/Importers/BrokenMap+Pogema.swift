import Scenes

extension BrokenMap {
  private static let three =
    "\"mazes\": |-\n  ..#\n  ...\n\"halls\": |-\n  ...\n  ...\n'random': |\n  .#.\n  ...\n"

  private static func pogema(
    _ title: String, _ text: String, format: MapFormat = .pogema, name: String? = nil,
    _ expected: String
  ) -> BrokenMap {
    BrokenMap(
      title: title, file: "a.yaml", files: [("a.yaml", utf8(text))], cellSize: nil, scenario: nil,
      format: format, name: name, expected: expected)
  }

  /// Broken maps of POGEMA.
  static let pogemaMaps: [BrokenMap] = [
    pogema(
      "an empty file", "",
      """
      a.yaml:1:1: error: the file ends here; expected the rows of a map

      """),
    pogema(
      "a file of blank lines", "\n  \n",
      """
      a.yaml:1:1: error: there is no row of a map here

      ^

      """),
    pogema(
      "cells that there are not", "..0\n.T.\na.é\n",
      """
      a.yaml:1:3: error: '0' is no cell of a map; expected @ $ ! . (free) or # (wall); did you mean '.'?
      ..0
        ^
      a.yaml:2:2: error: 'T' is no cell of a map; expected @ $ ! . (free) or # (wall); a wall of a MovingAI map is '#' here
      .T.
       ^
      a.yaml:3:1: error: 'a' is no cell of a map; expected @ $ ! . (free) or # (wall); single robots and goals, which letters mark, are not read
      a.é
      ^
      a.yaml:3:3: error: 'é' is no cell of a map; expected @ $ ! . (free) or # (wall)
      a.é
        ^

      """),
    pogema(
      "rows of other lengths", "\"m\": |-\n  ...\n  ..\n  ....\n",
      """
      a.yaml:3:5: error: row 2 of the map has 2 cells; the first has 3
        ..
          ^
      a.yaml:4:6: error: row 3 of the map has 4 cells; the first has 3
        ....
           ^

      """),
    pogema(
      "several maps and no name", three,
      """
      error: the file has 3 maps; say which with world.map.name: 'mazes', 'halls', 'random'

      """),
    pogema(
      "a name that is not there", three, name: "hall",
      """
      error: the file has no map 'hall'; did you mean 'halls'?

      """),
    pogema(
      "a name for a map that has none", "...\n.#.\n", name: "m",
      """
      error: the file has one map without a name; leave out the name 'm'

      """),
    pogema(
      "the same name twice", "m: |\n  ...\n\nm: |\n  ..#\n", name: "m",
      """
      a.yaml:4:1: error: the map 'm' is there twice; the other is in line 1
      m: |
      ^

      """),
    pogema(
      "a map that is no block", "m: \"..#\"\nn: |\n  ...\n", name: "n",
      """
      a.yaml:1:1: error: expected the name of a map, 'name: |-', with its rows below it, indented; found 'm: "..#"'
      m: "..#"
      ^~~~~~~~

      """),
    pogema(
      "rows before the name", "  ...\nm: |\n  ...\n", name: "m",
      """
      a.yaml:1:1: error: expected the name of a map before its rows
        ...
      ^~~~~

      """),
    pogema(
      "a name without rows", "m: |\n", name: "m",
      """
      a.yaml:1:5: error: the file ends here; expected the rows of a map
      m: |
          ^

      """),
    pogema(
      "a map of another format", "...\n.#.\n", format: .movingai,
      """
      error: 'a.yaml' is a map of POGEMA (rows of @ $ ! . #), not one of movingai; did you mean 'format: pogema'?

      """),
    BrokenMap(
      title: "a name for a MovingAI map", file: "a.map",
      files: [("a.map", utf8("type octile\nheight 1\nwidth 1\nmap\n.\n"))], cellSize: nil,
      scenario: nil, name: "m",
      expected: """
        error: a name ('m') chooses among the maps of a file of POGEMA only; this map is read as movingai

        """),
  ]
}
