import Foundation
import TestSupport
import Testing

@Suite("fleetfield: the command line")
struct CommandLineTests {
  @Test(
    "a wrong command line ends with code 2 and one exact message",
    arguments: [
      (
        ["rum"],
        "fleetfield: error: unknown verb 'rum'; did you mean 'run'?\nTry 'fleetfield --help'.\n"
      ),
      (
        ["--verson"],
        "fleetfield: error: unknown option '--verson'; did you mean '--version'?\n"
          + "Try 'fleetfield --help'.\n"
      ),
      (["run"], "fleetfield: error: SCENE is missing\nTry 'fleetfield run --help'.\n"),
      (
        ["run", "x", "--sede", "1"],
        "fleetfield: error: unknown option '--sede'; did you mean '--seed'?\n"
          + "Try 'fleetfield run --help'.\n"
      ),
      (
        ["run", "x", "--seed", "seven"],
        "fleetfield: error: --seed seven: expected a whole number of at least 0, or 'random'\n"
          + "Try 'fleetfield run --help'.\n"
      ),
      (
        ["run", "x", "--seed", "-1"],
        "fleetfield: error: --seed -1: expected a whole number of at least 0, or 'random'\n"
          + "Try 'fleetfield run --help'.\n"
      ),
      (
        ["run", "x", "--workers", "0"],
        "fleetfield: error: --workers 0: expected a whole number from 1 to 256\n"
          + "Try 'fleetfield run --help'.\n"
      ),
      (
        ["run", "x", "--set", "n"],
        "fleetfield: error: --set n: expected key=value\nTry 'fleetfield run --help'.\n"
      ),
      (
        ["run", "x", "--force"],
        "fleetfield: error: --force needs --out DIR\nTry 'fleetfield run --help'.\n"
      ),
      (
        ["check", "x", "--format", "jsn"],
        "fleetfield: error: --format jsn: expected text or json; did you mean 'json'?\n"
          + "Try 'fleetfield check --help'.\n"
      ),
      (
        ["describe", "featurs"],
        "fleetfield: error: unknown topic 'featurs'; expected classes, policies, features, "
          + "observations, actions, keys, schema, modes or "
          + "indicators; did you mean 'features'?\nTry 'fleetfield describe --help'.\n"
      ),
      (
        ["describe", "modes", "meanfield"],
        "fleetfield: error: 'modes' has nothing named 'meanfield'; did you mean 'meanField'?\n"
          + "Try 'fleetfield describe --help'.\n"
      ),
      (["diff", "a"], "fleetfield: error: RUN_B is missing\nTry 'fleetfield diff --help'.\n"),
      (
        ["diff", "nowhere", "nowhere"],
        "fleetfield: error: there is no folder 'nowhere'\n"
      ),
      (
        ["bench", "physics", "--robots", "0"],
        "fleetfield: error: --robots 0: expected whole numbers, with commas between, from 1 to "
          + "10000000\nTry 'fleetfield bench physics --help'.\n"
      ),
      (
        ["bench", "meanfield", "--cel", "2"],
        "fleetfield: error: unknown option '--cel'; did you mean '--cell'?\n"
          + "Try 'fleetfield bench meanfield --help'.\n"
      ),
      (
        ["bench", "phisics"],
        "fleetfield: error: unknown bench 'phisics'; there are physics, peers, meanfield, attribution, tick and policy; "
          + "did you mean 'physics'?\nTry 'fleetfield bench --help'.\n"
      ),
    ] as [([String], String)])
  func mistakes(words: [String], message: String) throws {
    try Program.inFolder { program in
      let output = try program.finish(try program.start(words))
      #expect(output.code == 2)
      #expect(output.error == message)
      #expect(output.out == "")
      #expect(program.names() == [])
    }
  }

  @Test("--help and --version answer on standard output with code 0")
  func help() throws {
    try Program.inFolder { program in
      let overview = try program.call("--help")
      #expect(overview.code == 0)
      for verb in ["run", "check", "sweep", "describe", "diff", "bench"] {
        #expect(overview.out.contains("\n  \(verb) "))
        let help = try program.call(verb, "--help")
        #expect(help.code == 0)
        #expect(help.out.hasPrefix("fleetfield \(verb): "))
        #expect(try program.call("help", verb).out == help.out)
      }
      #expect(try program.call("--version").out.hasPrefix("fleetfield 0."))
    }
  }

  @Test(
    "bench NAME --help tells what the bench takes and measures nothing",
    arguments: ["physics", "peers", "meanfield", "tick"])
  func benchHelp(name: String) throws {
    try Program.inFolder { program in
      let start = ContinuousClock.now
      let help = try program.call("bench", name, "--robots", "1000", "--help")
      let other = try program.call("bench", name, "-h")
      #expect(other.code == 0 && other.out.hasPrefix("fleetfield bench \(name): "))
      #expect(name == "tick" || help.out == other.out)
      // A bench of the standard sizes takes minutes.
      #expect(ContinuousClock.now - start < .seconds(20))
    }
  }

  @Test("bench peers says what it downloads and does not without --download")
  func peersAsk() throws {
    try Program.inFolder { program in
      let output = try program.call("bench", "peers", "--robots", "1000")
      #expect(output.code == 2 && output.out == "")
      #expect(output.error.contains("--download agrees"))
      #expect(output.error.contains("pyb2d3==0.11.1") && output.error.contains("pypi.org"))
      // The digests of the files, as they are pinned.
      #expect(output.error.matches(of: /[0-9a-f]{64}/).count == 4)
    }
  }

  @Test("a bench says on standard error which case it measures")
  func benchProgress() throws {
    try Program.inFolder { program in
      let output = try program.call(
        "bench", "physics", "--robots", "20,30", "--workers", "1", "--coverage", "0.15", "--warm",
        "1", "--steps", "1")
      #expect(output.code == 0)
      #expect(output.error.contains("bench physics: 1 of 2: 20 robots, coverage 0.15, 1 workers\n"))
      #expect(output.error.contains("bench physics: 2 of 2: 30 robots"))
    }
  }

  @Test("describe called bare lists its topics, as text and as JSON")
  func describeBare() throws {
    try Program.inFolder { program in
      let text = try program.call("describe")
      let json = try program.call("describe", "--format", "json")
      #expect(text.code == 0 && json.code == 0)
      let entries = try object(json.out)["topics"] as? [[String: String]]
      let topics = [
        "classes", "policies", "features", "observations", "actions", "keys", "schema", "modes",
        "indicators",
      ]
      #expect(entries?.map { $0["name"] } == topics)
      for topic in topics { #expect(text.out.contains("\n  \(topic) ")) }
    }
  }

  @Test("describe schema prints the schema that is kept for editors")
  func describeSchema() throws {
    try Program.inFolder { program in
      let text = try program.call("describe", "schema")
      let kept = try String(
        contentsOfFile: Repository.root + "Assets/fleet.schema.json", encoding: .utf8)
      #expect(text.code == 0 && text.out == kept)
      let json = try object(try program.call("describe", "schema", "--format", "json").out)
      #expect((json["schema"] as? [String: Any])?["title"] as? String == "Fleetfield scene")
      #expect(try program.call("describe", "schema", "world").code == 2)
    }
  }

  @Test("explain tells all of one key, lists those that end alike, and knows typing errors")
  func explain() throws {
    try Program.inFolder { program in
      let one = try program.call("explain", "robots.carrier.body.radius")
      #expect(one.code == 0)
      #expect(
        one.out == """
          robots.*.body.radius
            Radius.

            expects   a number with a unit such as m, between 0.001 and 100 m
            units     m, cm, mm, km
            left out  a mistake: it is required
            where     shape is circle or capsule
            inside    robots.*.body: Outline and mass.
            see also  world.obstacles[].circle.radius, coordination.executor_field.kernel.radius, coordination.radius

            For example:

              robots:
                carrier:
                  body:
                    shape: circle
                    radius: 0.5 m

          """)
      let modes = try program.call("explain", "coordination.mode")
      #expect(modes.out.contains("\n    placebo     the fields of a twin run"))
      let several = try program.call("explain", "radius")
      #expect(several.code == 0)
      #expect(several.out.hasPrefix("4 keys are meant by 'radius'; explain one of them\n"))
      #expect(several.out.contains("\n  coordination.radius  "))
      let typo = try program.call("explain", "world.trafic.rule")
      #expect(typo.code == 2 && typo.out == "")
      #expect(
        typo.error
          == "fleetfield: error: no key of a scene is called 'world.trafic.rule'; did you mean "
          + "'world.traffic.rule'?\nTry 'fleetfield explain --help'.\n")
      let json = try object(try program.call("explain", "map.format", "--format", "json").out)
      let keys = try #require(json["keys"] as? [[String: Any]])
      #expect(keys.map { $0["path"] as? String } == ["world.map.format"])
      #expect((keys[0]["words"] as? [[String: Any]])?.count ?? 0 > 3)
      #expect(keys[0]["example"] as? String == "world:\n  map:\n    format: auto")
    }
  }

  @Test("describe keys finds a key by its last word")
  func keyByLastWord() throws {
    try Program.inFolder { program in
      let output = try program.call("describe", "keys", "max_speed")
      #expect(output.code == 0 && output.out.contains("robots.*.drive.max_speed"))
      let typo = try program.call("describe", "keys", "max_sped")
      #expect(typo.code == 2 && typo.error.contains("did you mean 'max_speed'?"))
    }
  }

  @Test("a run folder in place of a scene is answered with the scene that it holds")
  func folderAsScene() throws {
    try Program.inFolder { program in
      _ = try program.call("run", Program.yard, "--set", "duration=1s", "--out", "a", "--quiet")
      for verb in ["run", "check"] {
        let output = try program.call(verb, "a")
        #expect(output.code == 2)
        #expect(
          output.error
            == "error: 'a' is a folder; expected a scene file; that of this run is "
            + "'a/scene.resolved.yaml'\n")
      }
      #expect(try program.call("check", "a/scene.resolved.yaml").code == 0)
    }
  }

  @Test("diff prints digests by their first 12 digits, and all of them as JSON")
  func shortDigests() throws {
    try Program.inFolder { program in
      for (name, seconds) in [("a", 1), ("b", 2)] {
        _ = try program.call(
          "run", Program.yard, "--set", "duration=\(seconds)s", "--out", name, "--quiet")
      }
      let text = try program.call("diff", "a", "b")
      #expect(text.code == 1)
      #expect(
        text.out.contains(/what the scene says: [0-9a-f]{12}… and [0-9a-f]{12}…\n/),
        "\(text.out)")
      #expect(!text.out.contains(/[0-9a-f]{17}/))
      let json = try program.call("diff", "a", "b", "--format", "json")
      #expect(json.out.contains(/"[0-9a-f]{64}"/))
    }
  }

  @Test("--quiet keeps errors only; without it warnings of the scene are printed")
  func quietWarnings() throws {
    try Program.inFolder { program in
      let text = try program.scene(replacing: "  size: [16 m, 10 m]", with: "  map: {file: m.yaml}")
      try text.write(toFile: "\(program.folder)/m.fleet.yaml", atomically: true, encoding: .utf8)
      let yaml =
        "image: m.pgm\nresolution: 1\norigin: [0, 0, 0]\nnegate: 0\noccupied_thresh: 0.65\n"
        + "free_thresh: 0.196\n"
      try yaml
        .write(toFile: "\(program.folder)/m.yaml", atomically: true, encoding: .utf8)
      // One cell is of the shade that counts as unknown.
      let cells = (0..<160).map { $0 == 0 ? "205" : "254" }.joined(separator: " ")
      try "P2\n16 10\n255\n\(cells)\n"
        .write(toFile: "\(program.folder)/m.pgm", atomically: true, encoding: .utf8)
      func call(_ words: String...) throws -> Program.Output {
        try program.finish(
          try program.start(words + ["m.fleet.yaml", "--set", "duration=1s"]))
      }
      #expect(try call("run").error.contains("unknown"))
      let quiet = try call("run", "--quiet", "--out", "q")
      #expect(quiet.code == 0 && quiet.error == "", "\(quiet.error)")
      let sweep = try call("sweep", "--quiet", "--seeds", "1")
      #expect(sweep.code == 0 && sweep.error == "", "\(sweep.error)")
    }
  }

  @Test("no verb prints the help as a mistake")
  func noVerb() throws {
    try Program.inFolder { program in
      let output = try program.call()
      #expect(output.code == 2)
      #expect(output.error.contains("usage: fleetfield <verb>"))
    }
  }

  @Test("describe answers every topic as text and as JSON")
  func describe() throws {
    try Program.inFolder { program in
      for topic in ["classes", "policies", "features", "keys", "modes", "indicators"] {
        let text = try program.call("describe", topic)
        #expect(text.code == 0)
        #expect(text.out.count > 100)
        let json = try program.call("describe", topic, "--format", "json")
        let result = try object(json.out)
        #expect(result["status"] as? String == "done" && result["topic"] as? String == topic)
        let entries = result["entries"] as? [[String: Any]]
        #expect((entries ?? []).allSatisfy { $0["name"] is String })
        #expect(entries?.isEmpty == false)
      }
      let classes = try program.call("describe", "classes", "--scene", Program.yard)
      #expect(
        classes.out
          == "classes of yard\n  carrier  3 × differential, circle of radius 0.3 m\n")
    }
  }
}

@Suite("fleetfield check")
struct CheckCommandTests {
  @Test("a good scene has one line on standard output")
  func good() throws {
    try Program.inFolder { program in
      let output = try program.call("check", Program.yard)
      #expect(output.code == 0)
      #expect(output.out == "\(Program.yard): no mistakes; 3 robots in 1 class, 6 s\n")
      #expect(output.error == "")
    }
  }

  @Test("--set reaches the scene")
  func overrides() throws {
    try Program.inFolder { program in
      let output = try program.call("check", Program.yard, "--set", "n=5", "--format", "json")
      #expect(output.code == 0)
      #expect(try object(output.out)["robots"] as? Int == 5)
      #expect(try object(output.out)["status"] as? String == "valid")
    }
  }

  @Test("a scene with mistakes ends with code 2, each with its place; JSON says the same")
  func bad() throws {
    try Program.inFolder { program in
      let text = try program.scene(replacing: "mass: 20 kg", with: "mass: 20 s")
        .replacingOccurrences(of: "kind: logit", with: "kind: logti")
      try text.write(toFile: "\(program.folder)/bad.fleet.yaml", atomically: true, encoding: .utf8)
      let output = try program.call("check", "bad.fleet.yaml")
      #expect(output.code == 2)
      #expect(output.out == "")
      #expect(output.error.contains("bad.fleet.yaml:18:"))
      #expect(output.error.contains("bad.fleet.yaml:28:"))
      #expect(output.error.contains("did you mean 'logit'?"))
      #expect(output.error.hasSuffix("2 errors\n"))
      let json = try program.call("check", "bad.fleet.yaml", "--format", "json")
      #expect(json.code == 2)
      #expect(json.error == "")
      let found = try object(json.out)
      #expect(found["status"] as? String == "invalid")
      let diagnostics = found["diagnostics"] as? [[String: Any]] ?? []
      #expect(diagnostics.map { $0["line"] as? Int } == [18, 28])
    }
  }

  @Test("a file that is not there is a mistake of the input")
  func missing() throws {
    try Program.inFolder { program in
      let output = try program.call("check", "nowhere.fleet.yaml")
      #expect(output.code == 2)
      #expect(output.error.contains("nowhere.fleet.yaml"))
    }
  }
}

extension Program {
  /// The yard with one change.
  func scene(replacing old: String, with new: String) throws -> String {
    let text = try String(contentsOfFile: Program.yard, encoding: .utf8)
    precondition(text.contains(old), "the yard has no '\(old)'")
    return text.replacingOccurrences(of: old, with: new)
  }
}
