import Scenes

extension BrokenMap {
  /// Broken MovingAI maps and scenarios, and files of no known format.
  static let gridMaps: [BrokenMap] = [
    BrokenMap(
      title: "an empty map file", file: "a.map",
      files: [("a.map", utf8(""))],
      cellSize: nil, scenario: nil,
      expected: """
        a.map:1:1: error: the file is empty; expected 'type octile'

        """),
    BrokenMap(
      title: "a map that is something else", file: "a.map",
      files: [("a.map", utf8("hello world\n"))],
      cellSize: nil, scenario: nil,
      expected: """
        a.map:1:1: error: this is not a grid map: it starts with 'hello world', not with 'type octile'
        hello world
        ^~~~~~~~~~~

        """),
    BrokenMap(
      title: "a binary file named .map", file: "a.map",
      files: [("a.map", [127, 69, 76, 70, 2, 1, 1, 0, 255, 254, 0, 0])],
      cellSize: nil, scenario: nil,
      expected: """
        a.map:1:1: error: this is not a grid map: it starts with '·ELF····��··', not with 'type octile'
        ·ELF····��··
        ^~~~~~~~~~~~

        """),
    BrokenMap(
      title: "a map of another type", file: "a.map",
      files: [("a.map", utf8("type hex\nheight 1\nwidth 1\nmap\n.\n"))],
      cellSize: nil, scenario: nil,
      expected: """
        a.map:1:6: error: the map type 'hex' is not known; expected 'octile'
        type hex
             ^~~

        """),
    BrokenMap(
      title: "a map without a height", file: "a.map",
      files: [("a.map", utf8("type octile\nwidth 3\nmap\n...\n"))],
      cellSize: nil, scenario: nil,
      expected: """
        a.map:3:1: error: the line 'height' is missing before 'map'
        map
        ^~~

        """),
    BrokenMap(
      title: "sizes that are no usable numbers", file: "a.map",
      files: [("a.map", utf8("type octile\nheight -2\nwidth 99999999999999999999999\nmap\n...\n"))],
      cellSize: nil, scenario: nil,
      expected: """
        a.map:2:8: error: the height must be a whole number from 1 to 65536
        height -2
               ^~
        a.map:3:7: error: the width must be a whole number from 1 to 65536
        width 99999999999999999999999
              ^~~~~~~~~~~~~~~~~~~~~~~

        """),
    BrokenMap(
      title: "a map of too many cells", file: "a.map",
      files: [("a.map", utf8("type octile\nheight 65536\nwidth 65536\nmap\n"))],
      cellSize: nil, scenario: nil,
      expected: """
        a.map:3:1: error: a map of 65536 × 65536 cells is larger than the 67108864 cells that can be read
        width 65536
        ^~~~~~~~~~~

        """),
    BrokenMap(
      title: "a map cut off in its header", file: "a.map",
      files: [("a.map", utf8("type octile\nheight 2\n"))],
      cellSize: nil, scenario: nil,
      expected: """
        a.map:2:9: error: the file ends here; expected the line 'width'
        height 2
                ^

        """),
    BrokenMap(
      title: "a map cut off in its rows", file: "a.map",
      files: [("a.map", utf8("type octile\nheight 3\nwidth 3\nmap\n...\n.@.\n"))],
      cellSize: nil, scenario: nil,
      expected: """
        a.map:6:4: error: the file ends after 2 of 3 rows of the map
        .@.
           ^

        """),
    BrokenMap(
      title: "a map cut off in a row", file: "a.map",
      files: [("a.map", utf8("type octile\nheight 2\nwidth 3\nmap\n...\n."))],
      cellSize: nil, scenario: nil,
      expected: """
        a.map:6:2: error: row 2 of the map has 1 cells; the width is 3
        .
         ^

        """),
    BrokenMap(
      title: "a map with more rows than it says", file: "a.map",
      files: [("a.map", utf8("type octile\nheight 1\nwidth 3\nmap\n...\n.@.\n"))],
      cellSize: nil, scenario: nil,
      expected: """
        a.map:6:1: error: there are more rows than the height of 1 says
        .@.
        ^~~

        """),
    BrokenMap(
      title: "several mistakes in the rows of a map", file: "a.map",
      files: [("a.map", utf8("type octile\nheight 3\nwidth 3\nmap\n..x\n....\n#..\n"))],
      cellSize: nil, scenario: nil,
      expected: """
        a.map:5:3: error: 'x' is no cell of a map; expected . G S E (free) or @ O T W (occupied)
        ..x
          ^
        a.map:6:4: error: row 2 of the map has 4 cells; the width is 3
        ....
           ^
        a.map:7:1: error: '#' is no cell of a map; expected . G S E (free) or @ O T W (occupied)
        #..
        ^

        """),
    BrokenMap(
      title: "a map that is not there", file: "b.map",
      files: [],
      cellSize: nil, scenario: nil,
      expected: """
        error: the map file 'b.map' cannot be read: there is no such file

        """),
    BrokenMap(
      title: "a scenario that is not there", file: "a.map",
      files: [("a.map", utf8("type octile\nheight 2\nwidth 3\nmap\n...\n.@.\n"))],
      cellSize: nil, scenario: "b.scen",
      expected: """
        error: the scenario file 'b.scen' cannot be read: there is no such file

        """),
    BrokenMap(
      title: "an empty scenario", file: "a.map",
      files: [
        ("a.map", utf8("type octile\nheight 2\nwidth 3\nmap\n...\n.@.\n")), ("a.scen", utf8("")),
      ],
      cellSize: nil, scenario: "a.scen",
      expected: """
        a.scen:1:1: error: the file is empty; expected 'version 1'

        """),
    BrokenMap(
      title: "a scenario that is something else", file: "a.map",
      files: [
        ("a.map", utf8("type octile\nheight 2\nwidth 3\nmap\n...\n.@.\n")),
        ("a.scen", utf8("<xml/>\n")),
      ],
      cellSize: nil, scenario: "a.scen",
      expected: """
        a.scen:1:1: error: this is not a scenario: it starts with '<xml/>', not with 'version 1'
        <xml/>
        ^~~~~~

        """),
    BrokenMap(
      title: "a scenario of another version", file: "a.map",
      files: [
        ("a.map", utf8("type octile\nheight 2\nwidth 3\nmap\n...\n.@.\n")),
        ("a.scen", utf8("version 3\n")),
      ],
      cellSize: nil, scenario: "a.scen",
      expected: """
        a.scen:1:9: error: scenario version '3' is not known; expected 1
        version 3
                ^

        """),
    BrokenMap(
      title: "agents with mistakes of every kind", file: "a.map",
      files: [
        ("a.map", utf8("type octile\nheight 2\nwidth 3\nmap\n...\n.@.\n")),
        (
          "a.scen",
          utf8(
            "version 1\n0\ta.map\t3\t2\t0\t0\t2\t1\t3.4\n0\ta.map\t3\t2\t1\t1\t2\t1\t3.4\n0\ta.map\t3\t2\t0\t0\t3\t0\t3\n0 a.map 3 2 0 0 2\n0 a.map 3 2 zero 0 2 1 3\n0 a.map 8 8 0 0 2 1 3\n"
          )
        ),
      ],
      cellSize: nil, scenario: "a.scen",
      expected: """
        a.scen:3:13: error: the start (1, 1) is an occupied cell of the map
        0 a.map 3 2 1 1 2 1 3.4
                    ^~~
        a.scen:4:17: error: the goal (3, 0) is outside the map of 3 × 2 cells
        0 a.map 3 2 0 0 3 0 3
                        ^~~
        a.scen:5:1: error: an agent has 9 fields (bucket, map, map width, map height, start x, start y, goal x, goal y, optimal length), found 7
        0 a.map 3 2 0 0 2
        ^~~~~~~~~~~~~~~~~
        a.scen:6:13: error: the start x must be a whole number, found 'zero'
        0 a.map 3 2 zero 0 2 1 3
                    ^~~~
        a.scen:7:9: error: this agent is for a map of 8 × 8 cells; the map has 3 × 2
        0 a.map 8 8 0 0 2 1 3
                ^~~

        """),
    BrokenMap(
      title: "a scenario made for another map", file: "a.map",
      files: [
        ("a.map", utf8("type octile\nheight 2\nwidth 3\nmap\n...\n.@.\n")),
        ("a.scen", utf8("version 1\n0\tmaps/other.map\t3\t2\t0\t0\t2\t1\t3.4\n")),
      ],
      cellSize: nil, scenario: "a.scen",
      expected: """
        a.scen:2:3: warning: the scenario was made for 'maps/other.map'; the map is 'a.map'
        0 maps/other.map 3 2 0 0 2 1 3.4
          ^~~~~~~~~~~~~~

        """),
    BrokenMap(
      title: "a scenario with a map that has none", file: "p.json",
      files: [
        (
          "p.json",
          utf8(
            "{\"mapFile\": \"a.map\", \"agentFile\": \"a.agents\", \"teamSize\": 1, \"taskFile\": \"a.tasks\"}\n"
          )
        ), ("a.map", utf8("type octile\nheight 2\nwidth 3\nmap\n...\n.@.\n")),
        ("a.agents", utf8("# version for LoRR 2026\n1\n0\n")), ("a.tasks", utf8("1\n0,5\n")),
      ],
      cellSize: nil, scenario: "a.scen",
      expected: """
        error: a scenario ('a.scen') belongs to a MovingAI map only; this map is read as lorr

        """),
    BrokenMap(
      title: "a cell size that cannot be", file: "a.map",
      files: [("a.map", utf8("type octile\nheight 2\nwidth 3\nmap\n...\n.@.\n"))],
      cellSize: -1, scenario: nil,
      expected: """
        error: a cell size of -1.0 m cannot be used; expected 0.001 m to 1000 m

        """),
    BrokenMap(
      title: "a file of an unknown format", file: "a.dat",
      files: [("a.dat", utf8("1 2 3\n"))],
      cellSize: nil, scenario: nil,
      expected: """
        error: the format of 'a.dat' is not known; expected a MovingAI map (.map), a LoRR problem (.json), a ROS map (.yaml) or a POGEMA map, or say the format

        """),
    BrokenMap(
      title: "a picture in place of its YAML", file: "a.pgm",
      files: [("a.pgm", utf8("P2\n# made by hand\n2 2\n255\n254 0\n205 254\n"))],
      cellSize: nil, scenario: nil,
      expected: """
        error: 'a.pgm' is only the picture of a map; name the YAML file that belongs to it

        """),
  ]

  /// Whole files of each format: the file to load, all files, the scenario.
  static let sound: [(String, [(String, [UInt8])], String?)] = [
    (
      "a.map",
      [
        ("a.map", utf8("type octile\nheight 2\nwidth 3\nmap\n...\n.@.\n")),
        ("a.scen", utf8("version 1\n0\ta.map\t3\t2\t0\t0\t2\t1\t3.4\n")),
      ], "a.scen"
    ),
    (
      "p.json",
      [
        (
          "p.json",
          utf8(
            "{\"mapFile\": \"a.map\", \"agentFile\": \"a.agents\", \"teamSize\": 1, \"taskFile\": \"a.tasks\"}\n"
          )
        ), ("a.map", utf8("type octile\nheight 2\nwidth 3\nmap\n...\n.@.\n")),
        ("a.agents", utf8("# version for LoRR 2026\n1\n0\n")), ("a.tasks", utf8("1\n0,5\n")),
      ], nil
    ),
    (
      "m.yaml",
      [
        ("m.yaml", utf8("image: a.pgm\nresolution: 0.05\norigin: [0, 0, 0]\n")),
        ("a.pgm", utf8("P2\n# made by hand\n2 2\n255\n254 0\n205 254\n")),
      ], nil
    ),
    ("w.yaml", [("w.yaml", utf8("\"one\": |-\n  !@.$\n  ####\n  !@.$\n"))], nil),
  ]
}
