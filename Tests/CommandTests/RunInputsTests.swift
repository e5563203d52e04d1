import Foundation
import Testing

/// A folder with a scene on a ROS map.
extension Program {
  static let picture = """
    P2
    8 3
    255
    254 254 254 254 254 254 254 254
    254 254 254 254 254 254 254 254
    254 254 254 254 254 254 254 254

    """

  func writeMapScene(map: String = "floor.yaml") throws {
    try write(
      """
      fleet: 1
      name: hall
      include: lib.fleet.yaml
      parameters: {map: {default: \(map), kind: text}}
      world: {map: {file: $(map)}}
      robots: {carrier: {extends: box, count: 2}}
      tasks: [{name: round, points: [[[0.5 m, 0.5 m], [7.5 m, 2.5 m]]]}]
      run: {duration: 3 s}
      """, to: "a.fleet.yaml")
    try write(
      """
      fleet: 1
      templates:
        box: {body: {radius: 0.3 m, mass: 20 kg}, drive: {kind: omnidirectional, max_speed: 1 m/s}}
      """, to: "lib.fleet.yaml")
    try write("image: floor.pgm\nresolution: 1\norigin: [0, 0, 0]\n", to: "floor.yaml")
    try write(Self.picture, to: "floor.pgm")
  }

  func write(_ text: String, to name: String) throws {
    try text.write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8)
  }

  /// Replaces a part of a file that must be there.
  func edit(_ name: String, _ old: String, _ new: String) throws {
    let before = try text(name)
    try #require(before.contains(old))
    try write(before.replacing(old, with: new), to: name)
  }
}

@Suite("inputs of runs and sweeps")
struct RunInputsTests {
  /// Sweeps over two seeds; returns "x of y runs to do" and the state hashes.
  private func sweep(_ program: Program, _ more: String...) throws -> (toDo: String, hashes: String)
  {
    let output = try program.finish(
      try program.start(
        ["sweep", "a.fleet.yaml", "--seeds", "2", "--out", "s.sqlite", "--csv", "s.csv"] + more))
    #expect(output.code == 0, "\(output.error)")
    let lines = try program.text("s.csv").split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    let column = try #require(lines[0].firstIndex(of: "state_hash"))
    let first = output.error.split(separator: "\n").first { $0.contains(" runs to do") } ?? ""
    let words = first.split(separator: " ")
    let place = try #require(words.firstIndex(of: "of"), "\(output.error)")
    return (
      words[place - 1...place + 1].joined(separator: " "),
      lines.dropFirst().map { String($0[column]) }.joined(separator: " ")
    )
  }

  @Test(
    "whatever a sweep's scene was made from: a change of it makes new runs, a comment does not",
    arguments: [
      ("floor.pgm", "255\n254", "255\n0"), ("floor.yaml", "resolution: 1", "resolution: 2"),
      ("lib.fleet.yaml", "mass: 20 kg", "mass: 30 kg"), ("a.fleet.yaml", "count: 2", "count: 1"),
    ])
  func changedBetweenSweeps(file: String, old: String, new: String) throws {
    try Program.inFolder { program in
      try program.writeMapScene()
      let first = try sweep(program)
      #expect(first.toDo == "2 of 2")
      for scene in ["a.fleet.yaml", "lib.fleet.yaml"] {
        try program.edit(scene, "fleet: 1", "# A remark.\nfleet: 1")
      }
      let remarked = try sweep(program)
      #expect(remarked.toDo == "0 of 2")
      #expect(remarked.hashes == first.hashes)
      let kept = try program.text(file)
      try program.edit(file, old, new)
      let changed = try sweep(program)
      #expect(changed.toDo == "2 of 2")
      // A cell that nobody meets changes no bit; the runs are made again all the same.
      if file != "floor.pgm" { #expect(changed.hashes != first.hashes) }
      // The file of before finds its results of before.
      try program.write(kept, to: file)
      let back = try sweep(program)
      #expect(back.toDo == "0 of 2")
      #expect(back.hashes == first.hashes)
    }
  }

  @Test("points of a sweep may differ by a map, and each run says which files it read")
  func mapAxis() throws {
    try Program.inFolder { program in
      try program.writeMapScene()
      try program.write("image: b.pgm\nresolution: 1\norigin: [0, 0, 0]\n", to: "b.yaml")
      try program.write(Program.picture.replacing("255\n254", with: "255\n0"), to: "b.pgm")
      #expect(try sweep(program, "--axis", "map=floor.yaml,b.yaml").toDo == "4 of 4")
      let store = Store(path: "\(program.folder)/s.sqlite")
      let files = store.values(
        "SELECT group_concat(role || ' ' || path, ', ') FROM run_input "
          + "JOIN input ON input.id = input GROUP BY run ORDER BY run")
      #expect(files.count == 4)
      #expect(files[0].contains("picture floor.pgm") && !files[0].contains("b.pgm"))
      #expect(files[3].contains("picture b.pgm") && !files[3].contains("floor.pgm"))
      #expect(store.values("SELECT DISTINCT scene_sha256 FROM run").count == 2)
      // One map is changed: only its points are run again.
      try program.edit("b.pgm", "255\n0 254", "255\n0 0")
      #expect(try sweep(program, "--axis", "map=floor.yaml,b.yaml").toDo == "2 of 4")
    }
  }

  @Test("a run folder keeps its small inputs, and runs again after they moved")
  func moved() throws {
    try Program.inFolder { program in
      try program.writeMapScene()
      #expect(try program.call("run", "a.fleet.yaml", "--out", "a", "--quiet").code == 0)
      let summary = try object(try program.text("a/summary.json"))
      let inputs = try #require(summary["inputs"] as? [[String: Any]])
      #expect(
        inputs.map { "\($0["role"] ?? "") \($0["path"] ?? "")" } == [
          "scene a.fleet.yaml", "include lib.fleet.yaml", "map floor.yaml", "picture floor.pgm",
        ])
      #expect(inputs[3]["bytes"] as? Int == Program.picture.utf8.count)
      for file in inputs {
        let kept = try #require(file["kept"] as? String)
        #expect(try program.text("a/\(kept)") == program.text(file["path"] as? String ?? ""))
      }
      for name in ["a.fleet.yaml", "lib.fleet.yaml", "floor.yaml", "floor.pgm"] {
        try FileManager.default.removeItem(atPath: "\(program.folder)/\(name)")
      }
      try FileManager.default.moveItem(
        atPath: "\(program.folder)/a", toPath: "\(program.folder)/moved")
      let again = try program.call("run", "moved/scene.resolved.yaml", "--out", "b", "--quiet")
      #expect(again.code == 0, "\(again.error)")
      #expect(try program.text("moved/hashes.csv") == program.text("b/hashes.csv"))
      // A run of a run is whole too, and --force replaces all of it.
      let third = try program.call("run", "b/scene.resolved.yaml", "--out", "c", "--quiet")
      #expect(third.code == 0, "\(third.error)")
      #expect(
        try program.call("run", Program.yard, "--out", "c", "--force", "--quiet").code == 0)
      #expect(program.names("c/inputs").count == 1)
      #expect(program.names().filter { $0.contains("replaced") } == [])
    }
  }

  @Test("a map too large to keep is named by its digest, and another in its place is refused")
  func tooLargeToKeep() throws {
    try Program.inFolder { program in
      try program.writeMapScene(map: "floor.map")
      // Surplus blanks would be refused; a large map is one of many cells.
      let row = String(repeating: ".", count: 1100) + "\n"
      let map = "type octile\nheight 1000\nwidth 1100\nmap\n" + String(repeating: row, count: 1000)
      try program.write(map, to: "floor.map")
      let words = ["--set", "world.map.cell_size=0.5 m", "--set", "duration=1s"]
      let first = try program.finish(
        try program.start(["run", "a.fleet.yaml", "--out", "a", "--quiet"] + words))
      #expect(first.code == 0, "\(first.error)")
      let summary = try object(try program.text("a/summary.json"))
      let file = try #require((summary["inputs"] as? [[String: Any]])?.last)
      #expect(file["kept"] is NSNull)
      let digest = try #require(file["sha256"] as? String)
      let again = try program.call("run", "a/scene.resolved.yaml", "--out", "b", "--quiet")
      #expect(again.code == 0, "\(again.error)")
      try program.edit("floor.map", "map\n..", "map\n@.")
      let refused = try program.call("run", "a/scene.resolved.yaml", "--out", "c", "--quiet")
      #expect(refused.code == 2)
      #expect(refused.error.contains("floor.map' cannot be read: its SHA-256 is "))
      #expect(refused.error.contains("it was \(digest.prefix(16))… when the run read it"))
      #expect(!program.names().contains("c"))
    }
  }

  @Test("diff names the inputs that differ")
  func diff() throws {
    try Program.inFolder { program in
      try program.writeMapScene()
      _ = try program.call("run", "a.fleet.yaml", "--out", "a", "--quiet")
      try program.edit("floor.pgm", "255\n254 254 254 254 254", "255\n254 254 254 254 0")
      _ = try program.call("run", "a.fleet.yaml", "--out", "b", "--quiet")
      let output = try program.call("diff", "a", "b")
      #expect(output.out.contains("\n  what the scene says: "))
      #expect(output.out.contains("\n  picture floor.pgm: "))
      #expect(!output.out.contains("map floor.yaml"))
      #expect(!output.out.contains("scene a.fleet.yaml"))
    }
  }
}
