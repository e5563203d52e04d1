import Foundation
import Testing

/// An output that a command makes where the user names it.
struct NamedOutput: Sendable, CustomTestStringConvertible {
  /// The words of the call, up to the place.
  var words: [String]
  /// What its name ends with; empty for a folder.
  var ending = ""
  /// True where the folders above it are made.
  var makesFolders = false

  var testDescription: String {
    words.filter { $0 != Program.yard }.joined(separator: " ") + ending
  }

  private static let sweep = ["sweep", Program.yard, "--seeds", "1", "--set", "duration=1s"]

  private static let folder = NSTemporaryDirectory() + "fleetfield-recorded-\(UUID().uuidString)"

  /// A run of the yard, for what is made of runs; kept until the tests end.
  private static let recorded: String = {
    atexit { try? FileManager.default.removeItem(atPath: NamedOutput.folder) }
    try? FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true)
    let program = Program(folder: folder)
    _ = try? program.call("run", Program.yard, "--set", "duration=1s", "--out", "run", "--quiet")
    return folder + "/run"
  }()

  /// Every option that names an output.
  static let all = [
    NamedOutput(words: ["run", Program.yard, "--out"], makesFolders: true),
    NamedOutput(words: sweep + ["--out"], ending: ".sqlite", makesFolders: true),
    NamedOutput(words: sweep + ["--csv"], ending: ".csv"),
    NamedOutput(
      words: ["limit", Program.yard, "--seeds", "2", "--set", "duration=1s", "--out"],
      ending: ".path"),
    NamedOutput(words: ["export", "zones", recorded, "--out"], ending: ".json"),
    NamedOutput(words: ["render", Program.yard, "--out"], ending: ".png"),
    NamedOutput(words: ["render", Program.yard, "--until", "1s", "--out"], ending: ".mp4"),
    NamedOutput(words: ["view", Program.yard, "--out"], makesFolders: true),
    NamedOutput(words: ["view", Program.yard, "--state"], ending: ".json"),
  ]
}

@Suite("where commands write")
struct OutputPlaceTests {
  private func call(
    _ output: NamedOutput, _ place: String, _ program: Program
  ) throws -> Program.Output {
    // No display: a window that opened would be another failure, with another code.
    try program.finish(try program.start(output.words + [place]))
  }

  @Test(
    "an output that cannot be made where the user names it is refused before anything is done, by code 2",
    arguments: NamedOutput.all)
  func named(output: NamedOutput) throws {
    try Program.inFolder { program in
      try "x".write(toFile: "\(program.folder)/file", atomically: true, encoding: .utf8)
      let taken = "\(program.folder)/taken\(output.ending)"
      if output.ending.isEmpty {
        try "x".write(toFile: taken, atomically: true, encoding: .utf8)
      } else {
        try FileManager.default.createDirectory(
          atPath: taken, withIntermediateDirectories: false)
      }
      var places = ["", "file/x", "/proc/x", "taken", String(repeating: "x", count: 300)]
      if !output.makesFolders { places.append("nowhere/x") }
      for place in places {
        let said = try call(output, place.isEmpty ? "" : place + output.ending, program)
        #expect(said.code == 2, "\(place): \(said)")
        #expect(said.out.isEmpty)
        #expect(said.error.contains("error: "), "\(said.error)")
        #expect(program.names() == ["file", "taken\(output.ending)"], "\(place)")
      }
    }
  }

  @Test(
    "an output for which the machine has no room is no mistake of the user: code 1",
    arguments: NamedOutput.all)
  func full(output: NamedOutput) throws {
    try Program.inFolder { program in
      let disk = "\(program.folder)/disk"
      let mount = "mkdir '\(disk)' && mount -t tmpfs -o nr_inodes=1 none '\(disk)' && echo mounted"
      let mounted = try program.start(["-c", mount], executable: "/bin/bash")
      guard try program.finish(mounted).out == "mounted\n" else {
        print("skipped: no disk can be mounted here")
        return
      }
      defer {
        let words = ["-c", "umount '\(disk)'"]
        _ = try? program.finish(program.start(words, executable: "/bin/bash"))
      }
      let said = try call(output, "disk/x\(output.ending)", program)
      #expect(said.code == 1, "\(said)")
      #expect(said.error.contains("error: "), "\(said.error)")
      #expect(program.names() == ["disk"])
      #expect(program.names("disk").isEmpty)
    }
  }

  @Test(
    "a link to the last run that cannot be set is told, and the run is whole",
    arguments: ["folder", "file"])
  func staleLatest(kind: String) throws {
    try Program.inFolder { program in
      let latest = "\(program.folder)/runs/latest"
      try FileManager.default.createDirectory(
        atPath: kind == "folder" ? latest : "\(program.folder)/runs",
        withIntermediateDirectories: true)
      if kind == "file" { try "x".write(toFile: latest, atomically: true, encoding: .utf8) }
      let said = try program.call("run", Program.yard, "--quiet", "--set", "duration=1s")
      #expect(said.code == 0)
      #expect(
        said.error
          == "fleetfield: warning: 'runs/latest' does not lead to 'runs/yard-11-1': it is a \(kind) "
          + "of its own and no link\n")
      #expect(program.names("runs") == ["latest", "yard-11-1"])
    }
  }

  @Test("of two runs at once that are to replace the same run, both are whole")
  func twoReplacing() throws {
    try Program.inFolder { program in
      #expect(try program.call("run", Program.yard, "--out", "a", "--quiet").code == 0)
      let runs = try ["5", "6"].map {
        try program.start(
          [
            "run", Program.yard, "--out", "a", "--force", "--seed", $0, "--set", "duration=20h",
          ])
      }
      #expect(
        Program.wait {
          program.names().filter { name in
            name.hasPrefix(".a.partial-") && program.names(name).contains("hashes.csv")
          }.count == 2
        })
      for run in runs {
        kill(run.processIdentifier, SIGTERM)
        #expect(try program.finish(run).code == 1)
      }
      #expect(program.names() == ["a", "a-1"])
      let seeds = try ["a", "a-1"].map {
        try object(try program.text("\($0)/summary.json"))["seed"] as? Int
      }
      #expect(seeds == [5, 6])
    }
  }
}
