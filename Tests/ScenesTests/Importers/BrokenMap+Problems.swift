import Scenes

extension BrokenMap {
  /// Broken problems of the League of Robot Runners.
  static let problems: [BrokenMap] = [
    BrokenMap(
      title: "an empty problem", file: "p.json",
      files: [("p.json", utf8(""))],
      cellSize: nil, scenario: nil,
      expected: """
        p.json:1:1: error: the file ends here; expected a value

        """),
    BrokenMap(
      title: "a problem that is a list", file: "p.json",
      files: [("p.json", utf8("[1, 2]\n"))],
      cellSize: nil, scenario: nil,
      expected: """
        p.json:1:1: error: a problem is an object with the keys mapFile, agentFile, teamSize and taskFile; found a list
        [1, 2]
        ^~~~~~

        """),
    BrokenMap(
      title: "a problem with a trailing comma", file: "p.json",
      files: [("p.json", utf8("{\n  \"teamSize\": 1,\n}\n"))],
      cellSize: nil, scenario: nil,
      expected: """
        p.json:3:1: error: expected a key in quotes
        }
        ^

        """),
    BrokenMap(
      title: "a problem whose text is not closed", file: "p.json",
      files: [("p.json", utf8("{\"mapFile\": \"a.map\n}"))],
      cellSize: nil, scenario: nil,
      expected: """
        p.json:1:13: error: the text is not closed on its line
        {"mapFile": "a.map
                    ^~~~~~

        """),
    BrokenMap(
      title: "a problem that is cut off", file: "p.json",
      files: [("p.json", utf8("{\"mapFile\": "))],
      cellSize: nil, scenario: nil,
      expected: """
        p.json:1:13: error: the file ends here; expected a value
        {"mapFile": 
                    ^

        """),
    BrokenMap(
      title: "a problem nested without end", file: "p.json",
      files: [("p.json", Array(String(repeating: "[", count: 5000).utf8))],
      cellSize: nil, scenario: nil,
      expected: """
        p.json:1:66: error: nested deeper than 64 levels
        [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[
                                                                         ^

        """),
    BrokenMap(
      title: "a number that is too large", file: "p.json",
      files: [("p.json", utf8("{\"teamSize\": 1e999}"))],
      cellSize: nil, scenario: nil,
      expected: """
        p.json:1:14: error: '1e999' is not a number that can be used
        {"teamSize": 1e999}
                     ^~~~~

        """),
    BrokenMap(
      title: "a problem without its keys", file: "p.json",
      files: [("p.json", utf8("{\"teamsize\": 3}\n"))],
      cellSize: nil, scenario: nil,
      expected: """
        p.json:1:1: error: the problem has no key 'mapFile'
        {"teamsize": 3}
        ^
        p.json:1:1: error: the problem has no key 'agentFile'
        {"teamsize": 3}
        ^
        p.json:1:1: error: the problem has no key 'taskFile'
        {"teamsize": 3}
        ^
        p.json:1:1: error: the problem has no key 'teamSize'
        {"teamsize": 3}
        ^
        p.json:1:2: warning: the key 'teamsize' is not known and not used; did you mean 'teamSize'?
        {"teamsize": 3}
         ^~~~~~~~~~

        """),
    BrokenMap(
      title: "keys of the wrong kind, and one twice", file: "p.json",
      files: [
        (
          "p.json",
          utf8(
            "{\"mapFile\": 3, \"agentFile\": \"\", \"teamSize\": 1.5,\n \"taskFile\": null, \"numTasksReveal\": -1, \"teamSize\": 2}\n"
          )
        ), ("a.map", utf8("type octile\nheight 2\nwidth 3\nmap\n...\n.@.\n")),
        ("a.agents", utf8("# version for LoRR 2026\n1\n0\n")), ("a.tasks", utf8("1\n0,5\n")),
      ],
      cellSize: nil, scenario: nil,
      expected: """
        p.json:1:13: error: 'mapFile' must be the name of a file, in quotes
        {"mapFile": 3, "agentFile": "", "teamSize": 1.5,
                    ^
        p.json:1:29: error: 'agentFile' must be the name of a file, in quotes
        {"mapFile": 3, "agentFile": "", "teamSize": 1.5,
                                    ^~
        p.json:1:45: error: 'teamSize' must be a whole number from 1 to 10000000
        {"mapFile": 3, "agentFile": "", "teamSize": 1.5,
                                                    ^~~
        p.json:2:14: error: 'taskFile' must be the name of a file, in quotes
         "taskFile": null, "numTasksReveal": -1, "teamSize": 2}
                     ^~~~
        p.json:2:38: error: 'numTasksReveal' must be a number above 0, at most 1000000
         "taskFile": null, "numTasksReveal": -1, "teamSize": 2}
                                             ^~
        p.json:2:42: error: the key 'teamSize' stands here twice
         "taskFile": null, "numTasksReveal": -1, "teamSize": 2}
                                                 ^~~~~~~~~~

        """),
    BrokenMap(
      title: "files that are not there", file: "p.json",
      files: [
        (
          "p.json",
          utf8(
            "{\"mapFile\": \"a.map\", \"agentFile\": \"a.agents\", \"teamSize\": 1, \"taskFile\": \"a.tasks\"}\n"
          )
        )
      ],
      cellSize: nil, scenario: nil,
      expected: """
        p.json:1:13: error: the map file 'a.map' cannot be read: there is no such file
        {"mapFile": "a.map", "agentFile": "a.agents", "teamSize": 1, "taskFile": "a.tasks"}
                    ^~~~~~~
        p.json:1:35: error: the agent file 'a.agents' cannot be read: there is no such file
        {"mapFile": "a.map", "agentFile": "a.agents", "teamSize": 1, "taskFile": "a.tasks"}
                                          ^~~~~~~~~~
        p.json:1:74: error: the task file 'a.tasks' cannot be read: there is no such file
        {"mapFile": "a.map", "agentFile": "a.agents", "teamSize": 1, "taskFile": "a.tasks"}
                                                                                 ^~~~~~~~~

        """),
    BrokenMap(
      title: "more robots than agents", file: "p.json",
      files: [
        (
          "p.json",
          utf8(
            "{\"mapFile\": \"a.map\", \"agentFile\": \"a.agents\", \"teamSize\": 7, \"taskFile\": \"a.tasks\"}\n"
          )
        ), ("a.map", utf8("type octile\nheight 2\nwidth 3\nmap\n...\n.@.\n")),
        ("a.agents", utf8("# version for LoRR 2026\n1\n0\n")), ("a.tasks", utf8("1\n0,5\n")),
      ],
      cellSize: nil, scenario: nil,
      expected: """
        p.json:1:59: error: a team of 7 robots is more than the 1 agents in the agent file
        {"mapFile": "a.map", "agentFile": "a.agents", "teamSize": 7, "taskFile": "a.tasks"}
                                                                  ^

        """),
    BrokenMap(
      title: "agents outside, in walls and in words", file: "p.json",
      files: [
        (
          "p.json",
          utf8(
            "{\"mapFile\": \"a.map\", \"agentFile\": \"a.agents\", \"teamSize\": 1, \"taskFile\": \"a.tasks\"}\n"
          )
        ), ("a.map", utf8("type octile\nheight 2\nwidth 3\nmap\n...\n.@.\n")),
        ("a.agents", utf8("4\n0\n6\n4\nfive\n")), ("a.tasks", utf8("1\n0,5\n")),
      ],
      cellSize: nil, scenario: nil,
      expected: """
        a.agents:3:1: error: location 6 is outside the map; the last of its 3 × 2 cells is 5
        6
        ^
        a.agents:4:1: error: location 4 is an occupied cell of the map (row 1, column 1)
        4
        ^
        a.agents:5:1: error: a location is a whole number, found 'five'
        five
        ^~~~

        """),
    BrokenMap(
      title: "fewer agents than the file says", file: "p.json",
      files: [
        (
          "p.json",
          utf8(
            "{\"mapFile\": \"a.map\", \"agentFile\": \"a.agents\", \"teamSize\": 1, \"taskFile\": \"a.tasks\"}\n"
          )
        ), ("a.map", utf8("type octile\nheight 2\nwidth 3\nmap\n...\n.@.\n")),
        ("a.agents", utf8("# version\n3\n0\n")), ("a.tasks", utf8("1\n0,5\n")),
      ],
      cellSize: nil, scenario: nil,
      expected: """
        a.agents:3:2: error: the file ends after 1 of the 3 agents that line 2 says
        0
         ^

        """),
    BrokenMap(
      title: "more tasks than the file says", file: "p.json",
      files: [
        (
          "p.json",
          utf8(
            "{\"mapFile\": \"a.map\", \"agentFile\": \"a.agents\", \"teamSize\": 1, \"taskFile\": \"a.tasks\"}\n"
          )
        ), ("a.map", utf8("type octile\nheight 2\nwidth 3\nmap\n...\n.@.\n")),
        ("a.agents", utf8("# version for LoRR 2026\n1\n0\n")), ("a.tasks", utf8("1\n0,5\n3\n")),
      ],
      cellSize: nil, scenario: nil,
      expected: """
        a.tasks:3:1: error: there are more tasks than the 1 that line 1 says
        3
        ^

        """),
    BrokenMap(
      title: "an agent file without a count", file: "p.json",
      files: [
        (
          "p.json",
          utf8(
            "{\"mapFile\": \"a.map\", \"agentFile\": \"a.agents\", \"teamSize\": 1, \"taskFile\": \"a.tasks\"}\n"
          )
        ), ("a.map", utf8("type octile\nheight 2\nwidth 3\nmap\n...\n.@.\n")),
        ("a.agents", utf8("# version\n")), ("a.tasks", utf8("1\n0,5\n")),
      ],
      cellSize: nil, scenario: nil,
      expected: """
        a.agents:1:10: error: the file ends here; expected the number of agents
        # version
                 ^

        """),
    BrokenMap(
      title: "a task file that is binary", file: "p.json",
      files: [
        (
          "p.json",
          utf8(
            "{\"mapFile\": \"a.map\", \"agentFile\": \"a.agents\", \"teamSize\": 1, \"taskFile\": \"a.tasks\"}\n"
          )
        ), ("a.map", utf8("type octile\nheight 2\nwidth 3\nmap\n...\n.@.\n")),
        ("a.agents", utf8("# version for LoRR 2026\n1\n0\n")), ("a.tasks", [0, 1, 2, 255, 10]),
      ],
      cellSize: nil, scenario: nil,
      expected: """
        a.tasks:1:1: error: expected the number of tasks, found '···�'
        ···�
        ^~~~

        """),
    BrokenMap(
      title: "tasks with an empty place and a huge number", file: "p.json",
      files: [
        (
          "p.json",
          utf8(
            "{\"mapFile\": \"a.map\", \"agentFile\": \"a.agents\", \"teamSize\": 1, \"taskFile\": \"a.tasks\"}\n"
          )
        ), ("a.map", utf8("type octile\nheight 2\nwidth 3\nmap\n...\n.@.\n")),
        ("a.agents", utf8("# version for LoRR 2026\n1\n0\n")),
        ("a.tasks", utf8("2\n0,,5\n99999999999999999999\n")),
      ],
      cellSize: nil, scenario: nil,
      expected: """
        a.tasks:2:3: error: a location is missing here
        0,,5
          ^
        a.tasks:3:1: error: a location is a whole number, found '99999999999999999999'
        99999999999999999999
        ^~~~~~~~~~~~~~~~~~~~

        """),
    BrokenMap(
      title: "an agent with two locations", file: "p.json",
      files: [
        (
          "p.json",
          utf8(
            "{\"mapFile\": \"a.map\", \"agentFile\": \"a.agents\", \"teamSize\": 1, \"taskFile\": \"a.tasks\"}\n"
          )
        ), ("a.map", utf8("type octile\nheight 2\nwidth 3\nmap\n...\n.@.\n")),
        ("a.agents", utf8("1\n0,1\n")), ("a.tasks", utf8("1\n0,5\n")),
      ],
      cellSize: nil, scenario: nil,
      expected: """
        a.agents:2:1: error: an agent has one location
        0,1
        ^~~

        """),
  ]
}
