import Foundation
import TestSupport
import Testing

/// Strangers' scenes in a service: what they name is read in one folder, and what runs leave is written there.
@Suite("--root")
struct RootTests {
  /// A folder `shop` with the yard, and files beside it that are none of its business.
  private func shop(_ body: (Program) throws -> Void) throws {
    try Program.inFolder { program in
      let files = FileManager.default
      for name in ["shop", "shop/own", "shopping"] {
        try files.createDirectory(
          atPath: "\(program.folder)/\(name)", withIntermediateDirectories: false)
      }
      let yard = try String(contentsOfFile: Program.yard, encoding: .utf8)
      func write(_ text: String, _ name: String) throws {
        try text.write(toFile: "\(program.folder)/\(name)", atomically: true, encoding: .utf8)
      }
      try write(yard, "shop/yard.fleet.yaml")
      try write(
        "fleet: 1\npolicies:\n  spare: {layer: executor, kind: goalSeeking}\n", "shop/own/more.yaml"
      )
      try write(
        "fleet: 1\npolicies:\n  spare: {layer: executor, kind: goalSeeking}\n", "secret.yaml")
      try write(
        "fleet: 1\npolicies:\n  spare: {layer: executor, kind: goalSeeking}\n",
        "shopping/secret.yaml")
      try files.createSymbolicLink(
        atPath: "\(program.folder)/shop/way.yaml", withDestinationPath: "../secret.yaml")
      try files.createSymbolicLink(
        atPath: "\(program.folder)/shop/out", withDestinationPath: "../shopping")
      try body(program)
    }
  }

  private func including(_ program: Program, _ file: String) throws -> Program.Output {
    let yard = try program.text("shop/yard.fleet.yaml")
    try yard.replacing("name: yard", with: "name: yard\ninclude: [\"\(file)\"]").write(
      toFile: "\(program.folder)/shop/try.fleet.yaml", atomically: true, encoding: .utf8)
    return try program.call("check", "shop/try.fleet.yaml", "--root", "shop")
  }

  @Test("what lies in the folder is read; what a scene names elsewhere is refused, there or not")
  func reading() throws {
    try shop { program in
      #expect(try including(program, "own/more.yaml").code == 0)
      #expect(try including(program, "own/../own/more.yaml").code == 0)
      for file in [
        "../secret.yaml", "way.yaml", "../shopping/secret.yaml", "/etc/hostname", "out/secret.yaml",
        "own/../../secret.yaml",
      ] {
        let output = try including(program, file)
        #expect(output.code == 2, "\(file)")
        #expect(
          output.error.contains("it lies outside the folder that --root allows"),
          "\(file): \(output.error)")
      }
      // Nobody learns from it what there is.
      let gone = try including(program, "../nothing.yaml").error
      let there = try including(program, "../secret.yaml").error
      #expect(gone.replacing("nothing.yaml", with: "secret.yaml").contains("lies outside"))
      #expect(there.contains("lies outside"))
      // Within, a file that is not there is told as ever.
      #expect(try including(program, "own/nothing.yaml").error.contains("No such file"))
      // A scene from outside is none that may be read, and maps are files as all.
      #expect(try program.call("check", Program.yard, "--root", "shop").code == 2)
      let map = try program.call(
        "check", "shop/yard.fleet.yaml", "--root", "shop", "--set",
        "world={map: {file: /etc/passwd}}")
      #expect(map.code == 2)
      #expect(try program.call("check", "shop/yard.fleet.yaml", "--root", "nowhere").code == 2)
    }
  }

  @Test("runs and sweeps leave their files in the folder and nowhere else")
  func writing() throws {
    try shop { program in
      let run = [
        "run", "shop/yard.fleet.yaml", "--root", "shop", "--set", "duration=1s", "--quiet",
      ]
      for (more, code) in [
        (["--out", "shop/a"], 0), (["--out", "shop/../b"], 2), (["--out", "b"], 2), ([], 2),
        (["--out", "shop/out/b"], 2), (["--out", "/dev/shm/b"], 2),
      ] as [([String], Int32)] {
        let output = try program.finish(try program.start(run + more))
        #expect(output.code == code, "\(more): \(output.error)")
        if code == 2 {
          #expect(
            output.error.contains("it lies outside the folder that --root allows"), "\(more)")
        }
      }
      let sweep = [
        "sweep", "shop/yard.fleet.yaml", "--root", "shop", "--set", "duration=1s", "--axis",
        "n=1,2",
        "--seeds", "1", "--quiet",
      ]
      #expect(try program.finish(try program.start(sweep + ["--out", "s.sqlite"])).code == 2)
      #expect(try program.finish(try program.start(sweep + ["--out", "shop/s.sqlite"])).code == 0)
      let export = [
        "export", "trajectories", "shop/a", "--root", "shop", "--quiet", "--out",
      ]
      #expect(try program.finish(try program.start(export + ["t.csv"])).code == 2)
      #expect(try program.finish(try program.start(export + ["shop/t.csv"])).code == 0)
      #expect(program.names() == ["secret.yaml", "shop", "shopping"])
      #expect(program.names("shopping") == ["secret.yaml"])
    }
  }
}
