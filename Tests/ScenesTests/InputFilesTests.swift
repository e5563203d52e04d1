import Embodiments
import Glibc
import MeanFields
import Scenes
import SimCore
import Testing

/// A MovingAI map of 4 × 4 cells with one obstacle.
let smallMap = "type octile\nheight 4\nwidth 4\nmap\n....\n.@..\n....\n....\n"
/// The same with the obstacle elsewhere.
let otherMap = "type octile\nheight 4\nwidth 4\nmap\n....\n....\n..@.\n....\n"
/// A ROS map of 4 × 4 cells, and its picture.
let rosSettings = "image: floor.pgm\nresolution: 1\norigin: [0, 0, 0]\n"
let rosPicture = "P2\n4 4\n255\n254 254 254 254\n254 0 254 254\n254 254 254 254\n254 254 254 254\n"

/// A scene on a map.
func mapScene(_ map: String, rest: String = "") -> String {
  smallScene(count: "1", rest: rest).replacing(
    "{size: [20 m, 20 m]}", with: "{map: {file: \(map)}}")
}

@Suite("InputFiles")
struct InputFilesTests {
  @Test("nothing in Scenes opens a file but InputFiles")
  func onePlaceOpensFiles() throws {
    let folder = TestFiles.repository + "Sources/Scenes"
    var found: [String] = []
    var count = 0
    try TestFiles.walk(folder) { path, text in
      count += 1
      for word in ["fopen(", "readFileBytes(", " open(path, O_", "mmap(", "freopen(", "ifstream"]
      where text.contains(word) { found.append("\(path.split(separator: "/").last ?? "") \(word)") }
    }
    #expect(count > 60)
    #expect(
      found.sorted() == [
        "InputFiles.swift readFileBytes(", "RegularFile.swift  open(path, O_",
        "RegularFile.swift readFileBytes(",
      ])
  }

  @Test("a scene lists every file it was made from, with what it is, its length and digest")
  func listed() throws {
    let folder = try SceneFolder([
      ("a.fleet.yaml", mapScene("maps/floor.yaml", rest: "include: lib/b.fleet.yaml")),
      ("lib/b.fleet.yaml", "fleet: 1\ninclude: c.fleet.yaml\n"), ("lib/c.fleet.yaml", "fleet: 1\n"),
      ("maps/floor.yaml", rosSettings), ("maps/floor.pgm", rosPicture),
    ])
    let path = folder.path
    let inputs = try folder.load().inputs
    #expect(
      inputs.map { "\($0.role) \($0.path.dropFirst(path.count))" } == [
        "scene a.fleet.yaml", "include lib/b.fleet.yaml", "include lib/c.fleet.yaml",
        "map maps/floor.yaml", "picture maps/floor.pgm",
      ])
    let picture = try #require(inputs.last)
    #expect(picture.byteCount == rosPicture.utf8.count)
    #expect(picture.contents == Array(rosPicture.utf8))
    #expect(
      picture.sha256
        == InputFile(path: "", role: .map, bytes: Array(rosPicture.utf8)).sha256)
  }

  @Test("all files of a robot runners' problem and of a scenario are listed")
  func problems() throws {
    let folder = try SceneFolder([
      ("a.fleet.yaml", mapScene("p.json")),
      (
        "p.json",
        """
        {"mapFile": "a.map", "agentFile": "a.agents", "taskFile": "a.tasks", "teamSize": 1}
        """
      ), ("a.map", smallMap), ("a.agents", "1\n0\n"), ("a.tasks", "1\n2\n"),
      (
        "b.fleet.yaml",
        mapScene("a.map").replacing("file: a.map", with: "file: a.map, scen: a.scen")
      ), ("a.scen", "version 1\n0\ta.map\t4\t4\t0\t0\t3\t3\t6\n"),
    ])
    #expect(
      try folder.load().inputs.map(\.role) == [.scene, .map, .map, .agents, .tasks])
    #expect(try folder.load("b.fleet.yaml").inputs.map(\.role) == [.scene, .map, .scenario])
  }

  @Test("weights are an input: listed, read once, and part of what the scene means")
  func weights() throws {
    func weights(_ value: Float) throws -> [UInt8] {
      let (d, h) = (OrchestratorSchema.count, 2)
      let count = GRUWeights.parameterCount(features: d, actions: 0, hidden: h)
      return try GRUWeights(
        featureCount: d, actionCount: 0, hiddenCount: h,
        parameters: [Float](repeating: value, count: count)
      ).bytes
    }
    let folder = try SceneFolder([
      (
        "a.fleet.yaml",
        smallScene(
          rest: "coordination: {orchestrator_field: {recursion: gru, weights: w.gru}}")
      )
    ])
    try TestFiles.write(try weights(0.1), to: folder.path + "w.gru")
    let inputs = InputFiles()
    let first = try folder.load(inputs: inputs)
    #expect(first.inputs.map(\.role) == [.scene, .weights])
    try TestFiles.write(try weights(0.2), to: folder.path + "w.gru")
    #expect(try folder.load(inputs: inputs).digest == first.digest)
    #expect(try folder.load().digest != first.digest)
  }

  @Test("what a command has read serves all its loads, however often the file is saved meanwhile")
  func readOnce() throws {
    let folder = try SceneFolder([("a.fleet.yaml", mapScene("a.map")), ("a.map", smallMap)])
    let inputs = InputFiles()
    let first = try folder.load(inputs: inputs)
    try folder.write(otherMap, to: "a.map")
    try folder.write(mapScene("a.map").replacing("20 kg", with: "40 kg"), to: "a.fleet.yaml")
    let second = try folder.load(inputs: inputs)
    #expect(second.digest == first.digest)
    #expect(second.robots[0].embodiment.mass == first.robots[0].embodiment.mass)
    #expect(second.world.map == first.world.map)
    let fresh = try folder.load()
    #expect(fresh.digest != first.digest)
    #expect(fresh.world.map != first.world.map)
  }

  @Test("two spellings of a path are one file, read once")
  func spellings() throws {
    let folder = try SceneFolder([
      ("a.fleet.yaml", mapScene("a.map")), ("b.fleet.yaml", mapScene("./maps/../a.map")),
      ("a.map", smallMap), ("maps/x", ""),
    ])
    let inputs = InputFiles()
    let first = try folder.load(inputs: inputs)
    try folder.write(otherMap, to: "a.map")
    #expect(try folder.load("b.fleet.yaml", inputs: inputs).world.map == first.world.map)
  }

  @Test("what could not be read stays unreadable for the command, and a closed set stays closed")
  func failuresStay() throws {
    let folder = try SceneFolder([
      ("a.fleet.yaml", mapScene("a.map")), ("b.fleet.yaml", mapScene("b.map")), ("b.map", smallMap),
    ])
    let path = folder.path
    let inputs = InputFiles()
    func message(_ name: String) -> String? {
      SceneLoader.load(path: path + name, inputs: inputs).diagnostics.first?.message
    }
    let missing = "the map file '\(path)a.map' cannot be read: there is no such file"
    #expect(message("a.fleet.yaml") == missing)
    try folder.write(smallMap, to: "a.map")
    #expect(message("a.fleet.yaml") == missing)
    inputs.close()
    let words = "it was not among the files that were read at the start"
    #expect(message("b.fleet.yaml") == "cannot open '\(path)b.fleet.yaml': \(words)")
  }
}

extension TestFiles {
  /// Calls with the path and text of every Swift file below a folder.
  static func walk(_ folder: String, _ body: (String, String) -> Void) throws {
    guard let handle = opendir(folder) else {
      // A page, a picture: no folder, and no source.
      try #require(errno == ENOTDIR, "\(folder)")
      return
    }
    defer { closedir(handle) }
    while let entry = readdir(handle) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name.hasPrefix(".") { continue }
      let path = "\(folder)/\(name)"
      if name.hasSuffix(".swift") { body(path, text(path) ?? "") } else { try walk(path, body) }
    }
  }
}
