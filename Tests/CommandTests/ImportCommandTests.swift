import Foundation
import TestSupport
import Testing

@Suite("fleetfield import")
struct ImportCommandTests {
  /// A room with two places and a robot, in pixels of 5 cm.
  private static let room = """
    levels:
      L1:
        vertices:
          - [0, 0, 0, ""]
          - [200, 0, 0, ""]
          - [200, 100, 0, ""]
          - [0, 100, 0, ""]
          - [30, 50, 0, west]
          - [170, 50, 0, east, {spawn_robot_name: [1, a], spawn_robot_type: [1, Cart]}]
        walls: [[0, 1], [1, 2], [2, 3], [3, 0]]
        measurements: [[0, 1, {distance: [3, 10]}]]
    """

  @Test("a layout becomes a scene that check takes and run runs")
  func room() throws {
    try Program.inFolder { program in
      try Self.room.write(
        toFile: "\(program.folder)/room.building.yaml", atomically: true, encoding: .utf8)
      let output = try program.call("import", "room.building.yaml", "--out", "new/scenes")
      #expect(output.code == 0, "\(output.error)")
      #expect(output.out == "new/scenes/room.fleet.yaml: 1 wall, 2 stations, 1 robot\n")
      #expect(output.error == "")
      let scene = try program.text("new/scenes/room.fleet.yaml")
      #expect(scene.hasPrefix("# yaml-language-server: $schema=fleet.schema.json\n# Open-RMF"))
      let schema = try program.call("describe", "schema")
      #expect(try program.text("new/scenes/fleet.schema.json") == schema.out)
      let check = try program.call("check", "new/scenes/room.fleet.yaml")
      #expect(check.code == 0)
      #expect(check.out.contains("no mistakes; 1 robot in 1 class"))
      let run = try program.call(
        "run", "new/scenes/room.fleet.yaml", "--set", "duration=5min", "--out", "r", "--quiet")
      #expect(run.code == 0)
      let summary = try object(try program.text("r/summary.json"))
      let figures = try #require(summary["figures"] as? [String: Any])
      #expect(try #require(figures["deliveries"] as? Int) > 0)
    }
  }

  @Test("a scene that is there is kept unless --force is given")
  func force() throws {
    try Program.inFolder { program in
      try Self.room.write(
        toFile: "\(program.folder)/room.building.yaml", atomically: true, encoding: .utf8)
      try "mine".write(
        toFile: "\(program.folder)/room.fleet.yaml", atomically: true, encoding: .utf8)
      let refused = try program.call("import", "room.building.yaml", "--out", ".")
      #expect(refused.code == 2)
      #expect(refused.error.contains("'./room.fleet.yaml' is there already; --force replaces it"))
      #expect(try program.text("room.fleet.yaml") == "mine")
      let forced = try program.call("import", "room.building.yaml", "--out", ".", "--force")
      #expect(forced.code == 0)
      #expect(try program.text("room.fleet.yaml").contains("name: room\n"))
    }
  }

  @Test("a schema of another version is replaced, and a file that is called so by chance stays")
  func schemas() throws {
    try Program.inFolder { program in
      try Self.room.write(
        toFile: "\(program.folder)/room.building.yaml", atomically: true, encoding: .utf8)
      for (old, stays) in [("{\"title\": \"Fleetfield scene\"}", false), ("{\"mine\": 1}", true)] {
        try old.write(
          toFile: "\(program.folder)/fleet.schema.json", atomically: true, encoding: .utf8)
        let output = try program.call("import", "room.building.yaml", "--out", ".", "--force")
        #expect(output.code == 0)
        #expect((try program.text("fleet.schema.json") == old) == stays)
      }
    }
  }

  @Test("a broken layout ends with its places and exit code 2, and writes nothing")
  func broken() throws {
    try Program.inFolder { program in
      let text = Self.room.replacingOccurrences(of: "[3, 0]]", with: "[3, 17]]")
      try text.write(
        toFile: "\(program.folder)/room.building.yaml", atomically: true, encoding: .utf8)
      let output = try program.call("import", "room.building.yaml", "--out", "new")
      #expect(output.code == 2 && output.out == "")
      #expect(
        output.error == """
          room.building.yaml:10:41: error: wall 3 leads to vertex '17'; this level has 6 (0 to 5)
              walls: [[0, 1], [1, 2], [2, 3], [3, 17]]
                                                  ^~

          """)
      #expect(program.names() == ["room.building.yaml"])
      let json = try program.call(
        "import", "room.building.yaml", "--out", "new", "--format", "json")
      #expect(json.code == 2)
      #expect(try object(json.out)["status"] as? String == "invalid")
      let missing = try program.call("import", "nowhere.yaml", "--out", "new")
      #expect(missing.code == 2)
      #expect(
        missing.error.contains(
          "the layout file 'nowhere.yaml' cannot be read: there is no such file"))
      let wordless = try program.call("import", "room.building.yaml")
      #expect(wordless.code == 2 && wordless.error.contains("--out DIR is missing"))
    }
  }

  @Test("a place inside a wall is a scene that is written, with its mistakes and exit code 1")
  func unsound() throws {
    try Program.inFolder { program in
      let text = Self.room.replacingOccurrences(of: "[30, 50, 0, west]", with: "[1, 50, 0, west]")
      try text.write(
        toFile: "\(program.folder)/room.building.yaml", atomically: true, encoding: .utf8)
      let output = try program.call("import", "room.building.yaml", "--out", ".")
      #expect(output.code == 1)
      #expect(output.error.contains("the scene is written, but it cannot run until these mistakes"))
      #expect(output.error.contains("error: "))
      #expect(program.names().contains("room.fleet.yaml"))
    }
  }

  @Test(
    "real buildings import and run their fleets for ten minutes without a jam",
    .enabled(if: RealData.isThere, "the real maps are missing"),
    arguments: [
      ("office", ["rmf/office.building.yaml", "rmf/office.tinyRobot_config.yaml"], 2),
      ("triple_H", ["rmf/triple_H.building.yaml"], 4),
    ])
  func buildings(name: String, files: [String], robots: Int) throws {
    try Program.inFolder { program in
      let words = ["import"] + files.map { RealData.folder + $0 } + ["--out", "."]
      let output = try program.finish(try program.start(words))
      #expect(output.code == 0, "\(output.error)")
      let check = try program.call("check", "\(name).fleet.yaml")
      #expect(check.code == 0)
      #expect(check.out.contains("no mistakes; \(robots) robots in 1 class, 10 min 0 s"))
      let run = try program.call("run", "\(name).fleet.yaml", "--out", "r", "--quiet")
      #expect(run.code == 0, "\(run.error)")
      let summary = try object(try program.text("r/summary.json"))
      let figures = try #require(summary["figures"] as? [String: Any])
      #expect(figures["jams"] as? Int == 0)
      #expect(try #require(figures["deliveries"] as? Int) >= 2)
    }
  }

  @Test(
    "layouts of every other format run for ten minutes without a jam",
    arguments: LayoutSamples.all.map(\.file))
  func formats(file: String) throws {
    let text = try #require(LayoutSamples.all.first { $0.file == file }).text
    try Program.inFolder { program in
      try text.write(toFile: "\(program.folder)/\(file)", atomically: true, encoding: .utf8)
      let output = try program.call("import", file, "--out", ".", "--quiet")
      #expect(output.code == 0, "\(output.error)")
      let scene = String(output.out.prefix { $0 != ":" })
      #expect(try program.call("check", scene).code == 0)
      let run = try program.call("run", scene, "--out", "r", "--quiet")
      #expect(run.code == 0, "\(run.error)")
      let summary = try object(try program.text("r/summary.json"))
      let figures = try #require(summary["figures"] as? [String: Any])
      #expect(figures["jams"] as? Int == 0)
      // A drawing has walls alone: nobody has anything to do there.
      let deliveries = try #require(figures["deliveries"] as? Int)
      #expect(deliveries >= (file.hasSuffix(".dxf") ? 0 : 3))
    }
  }

  private func object(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }
}
