import Scenes

extension BrokenMap {
  /// Broken ROS maps.
  static let rosMaps: [BrokenMap] = [
    BrokenMap(
      title: "an empty YAML file", file: "m.yaml",
      files: [("m.yaml", utf8(""))],
      cellSize: nil, scenario: nil,
      expected: """
        m.yaml:1:1: error: the file holds no settings; expected image, resolution and origin

        """),
    BrokenMap(
      title: "a YAML file without its keys", file: "m.yaml",
      files: [("m.yaml", utf8("resolution: 0.05\n"))],
      cellSize: nil, scenario: nil,
      expected: """
        m.yaml:1:1: error: the file has no key 'image'
        resolution: 0.05
        ^~~~~~~~~~
        m.yaml:1:1: error: the file has no key 'origin'
        resolution: 0.05
        ^~~~~~~~~~

        """),
    BrokenMap(
      title: "a misspelt key that must be there", file: "m.yaml",
      files: [("m.yaml", utf8("image: a.pgm\nresolutoin: 0.05\norigin: [0, 0, 0]\n"))],
      cellSize: nil, scenario: nil,
      expected: """
        m.yaml:2:1: error: the key 'resolutoin' is not known; did you mean 'resolution'?
        resolutoin: 0.05
        ^~~~~~~~~~

        """),
    BrokenMap(
      title: "YAML values that cannot be", file: "m.yaml",
      files: [
        (
          "m.yaml",
          utf8(
            "image: a.pgm\nresolution: five\norigin: [0, 0]\nnegate: 2\noccupied_thresh: 1.5\nmode: grey\nimage: b.pgm\nfrree_thresh: 3\n"
          )
        ), ("a.pgm", utf8("P2\n# made by hand\n2 2\n255\n254 0\n205 254\n")),
      ],
      cellSize: nil, scenario: nil,
      expected: """
        m.yaml:2:13: error: 'resolution' must be a number from 0.001 to 1000, found 'five'
        resolution: five
                    ^~~~
        m.yaml:3:9: error: 'origin' must be a list of three numbers, [x, y, yaw], found '[0, 0]'
        origin: [0, 0]
                ^
        m.yaml:4:9: error: 'negate' must be 0, 1, true or false, found '2'
        negate: 2
                ^
        m.yaml:5:18: error: 'occupied_thresh' must be a number from 0 to 1, found '1.5'
        occupied_thresh: 1.5
                         ^~~
        m.yaml:6:7: error: the mode 'grey' is not known; expected trinary, scale or raw
        mode: grey
              ^~~~
        m.yaml:7:1: error: duplicate key 'image'
        image: b.pgm
        ^~~~~
        m.yaml:8:1: warning: the key 'frree_thresh' is not known and not used; did you mean 'free_thresh'?
        frree_thresh: 3
        ^~~~~~~~~~~~

        """),
    BrokenMap(
      title: "what is no YAML", file: "m.yaml",
      files: [
        ("m.yaml", utf8("image: a.pgm\nresolution: 1\norigin: [0, 0, 0]\n  nested: 1\n")),
        ("a.pgm", utf8("P2\n# made by hand\n2 2\n255\n254 0\n205 254\n")),
      ],
      cellSize: nil, scenario: nil,
      expected: """
        m.yaml:4:3: error: a key was expected here; check the indentation
          nested: 1
          ^

        """),
    BrokenMap(
      title: "an origin that is nowhere", file: "m.yaml",
      files: [
        ("m.yaml", utf8("image: a.pgm\nresolution: 0.05\norigin:\n- .nan\n- 0\n- 0\n")),
        ("a.pgm", utf8("P2\n# made by hand\n2 2\n255\n254 0\n205 254\n")),
      ],
      cellSize: nil, scenario: nil,
      expected: """
        m.yaml:4:1: error: 'origin' must be a list of three numbers, [x, y, yaw], found '[.nan, 0, 0]'
        - .nan
        ^

        """),
    BrokenMap(
      title: "thresholds in the wrong order", file: "m.yaml",
      files: [
        (
          "m.yaml",
          utf8(
            "image: a.pgm\nresolution: 0.05\norigin: [0, 0, 0]\noccupied_thresh: 0.1\nfree_thresh: 0.2\n"
          )
        ), ("a.pgm", utf8("P2\n# made by hand\n2 2\n255\n254 0\n205 254\n")),
      ],
      cellSize: nil, scenario: nil,
      expected: """
        m.yaml:4:18: error: occupied_thresh (0.1) must not be below free_thresh (0.2)
        occupied_thresh: 0.1
                         ^~~

        """),
    BrokenMap(
      title: "a cell size besides a resolution", file: "m.yaml",
      files: [
        ("m.yaml", utf8("image: a.pgm\nresolution: 0.05\norigin: [0, 0, 0]\n")),
        ("a.pgm", utf8("P2\n# made by hand\n2 2\n255\n254 0\n205 254\n")),
      ],
      cellSize: 1, scenario: nil,
      expected: """
        m.yaml:2:13: error: this map has cells of 0.05 m; the scene says 1.0 m: leave the cell size out
        resolution: 0.05
                    ^~~~

        """),
    BrokenMap(
      title: "a picture that is not there", file: "m.yaml",
      files: [("m.yaml", utf8("image: a.pgm\nresolution: 0.05\norigin: [0, 0, 0]\n"))],
      cellSize: nil, scenario: nil,
      expected: """
        m.yaml:1:8: error: the picture file 'a.pgm' cannot be read: there is no such file
        image: a.pgm
               ^~~~~

        """),
    BrokenMap(
      title: "a PNG picture that is not there", file: "m.yaml",
      files: [("m.yaml", utf8("image: a.png\nresolution: 0.05\norigin: [0, 0, 0]\n"))],
      cellSize: nil, scenario: nil,
      expected: """
        m.yaml:1:8: error: the picture file 'a.png' cannot be read: there is no such file
        image: a.png
               ^~~~~

        """),
    BrokenMap(
      title: "an empty picture", file: "m.yaml",
      files: [
        ("m.yaml", utf8("image: a.pgm\nresolution: 0.05\norigin: [0, 0, 0]\n")),
        ("a.pgm", utf8("")),
      ],
      cellSize: nil, scenario: nil,
      expected: """
        a.pgm:1:1: error: the picture file is empty; expected a PGM or PNG picture

        """),
    BrokenMap(
      title: "a picture of another kind", file: "m.yaml",
      files: [
        ("m.yaml", utf8("image: a.pgm\nresolution: 0.05\norigin: [0, 0, 0]\n")),
        ("a.pgm", [137, 80, 78, 71, 13, 10, 26, 10]),
      ],
      cellSize: nil, scenario: nil,
      expected: """
        m.yaml:1:8: error: the picture 'a.pgm' is a broken PNG file: the file ends too early
        image: a.pgm
               ^~~~~

        """),
    BrokenMap(
      title: "a picture cut off in its header", file: "m.yaml",
      files: [
        ("m.yaml", utf8("image: a.pgm\nresolution: 0.05\norigin: [0, 0, 0]\n")),
        ("a.pgm", utf8("P5\n# only a comment\n2")),
      ],
      cellSize: nil, scenario: nil,
      expected: """
        a.pgm:3:2: error: the height of the picture must be a whole number from 1 to 65536; the file ends here
        2
         ^

        """),
    BrokenMap(
      title: "a picture of no size", file: "m.yaml",
      files: [
        ("m.yaml", utf8("image: a.pgm\nresolution: 0.05\norigin: [0, 0, 0]\n")),
        ("a.pgm", utf8("P5 0 2 255 ab")),
      ],
      cellSize: nil, scenario: nil,
      expected: """
        a.pgm:1:4: error: the width of the picture must be a whole number from 1 to 65536
        P5 0 2 255 ab
           ^

        """),
    BrokenMap(
      title: "a picture that is too large", file: "m.yaml",
      files: [
        ("m.yaml", utf8("image: a.pgm\nresolution: 0.05\norigin: [0, 0, 0]\n")),
        ("a.pgm", utf8("P5 65536 65536 255 ab")),
      ],
      cellSize: nil, scenario: nil,
      expected: """
        a.pgm:1:1: error: a picture of 65536 × 65536 cells is larger than the 67108864 cells that can be read
        P5 65536 65536 255 ab
        ^~

        """),
    BrokenMap(
      title: "a binary picture cut off", file: "m.yaml",
      files: [
        ("m.yaml", utf8("image: a.pgm\nresolution: 0.05\norigin: [0, 0, 0]\n")),
        ("a.pgm", utf8("P5 2 2 255 abc")),
      ],
      cellSize: nil, scenario: nil,
      expected: """
        a.pgm:1:8: error: the picture ends after 3 of 4 bytes of its 2 × 2 cells
        P5 2 2 255 abc
               ^~~

        """),
    BrokenMap(
      title: "a text picture cut off", file: "m.yaml",
      files: [
        ("m.yaml", utf8("image: a.pgm\nresolution: 0.05\norigin: [0, 0, 0]\n")),
        ("a.pgm", utf8("P2 2 2 255\n1 2 3\n")),
      ],
      cellSize: nil, scenario: nil,
      expected: """
        a.pgm:2:6: error: the picture ends after 3 of its 2 × 2 cells
        1 2 3
             ^

        """),
    BrokenMap(
      title: "a shade that is too large", file: "m.yaml",
      files: [
        ("m.yaml", utf8("image: a.pgm\nresolution: 0.05\norigin: [0, 0, 0]\n")),
        ("a.pgm", utf8("P2 2 2 100\n1 2 300 4\n")),
      ],
      cellSize: nil, scenario: nil,
      expected: """
        a.pgm:2:5: error: a shade must be a whole number from 0 to 100, found '300'
        1 2 300 4
            ^~~

        """),
  ]
}
