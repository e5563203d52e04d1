import Foundation
import TestSupport
import Testing

/// A fault, and words of the sentence that tells it.
private let faultList: [(fault: String, words: String)] = [
  ("kill", "its program ended (killed by signal 9)"), ("exit", "its program ended (exit code 7)"),
  ("hang", "no answer within 0.5 s"), ("drip", "no answer within 0.5 s"),
  ("text", "does its program print to its standard output?"), ("truncate", "its program ended"),
  ("nan", "class 'carrier', robot 0: forward is nan"),
  ("shape", "has 'actions' of the shape [4, 6] with 72 bytes"),
  ("tick", "its answer is for tick "),
  ("garbage", ""),
]

/// Policies that programs play: `fleetfield run --policy`.
@Suite("fleetfield run --policy")
struct PolicyProcessTests {
  private static let misbehaving = Repository.root + "Tests/CommandTests/Readers/misbehave.py"
  private static let python = Repository.root + ".build/readers/bin/python"
  private static let executor = ["--set", "policies.mover.kind=externalExecutor"]
  private static let orchestrator = ["--set", "policies.dispatcher.kind=externalOrchestrator"]

  /// Settings that withhold from a policy outside what the built-in kind does not read: it pays for no more.
  private static func reads(_ policy: String, _ fields: [String]) -> [String] {
    let all = ["plans", "contexts"] + (policy == "dispatcher" ? ["ways"] : [])
    return all.filter { !fields.contains($0) }.flatMap {
      ["--set", "policies.\(policy).reads_\($0)=0"]
    }
  }

  private func run(_ program: Program, _ words: [String], to folder: String) throws
    -> Program.Output
  {
    try program.finish(
      try program.start(["run", Program.yard, "--out", folder, "--quiet"] + words))
  }

  // MARK: The same bits

  @Test(
    "a built-in executor gives the same bits within the run and as a program of its own",
    arguments: [
      ("goalSeeking", reads("mover", [])),
      (
        "densityAware",
        reads("mover", ["contexts"]) + [
          "--set", "policies.mover.look_ahead=3m", "--set", "policies.mover.reads_goals=1",
        ]
      ),
      ("aligned", reads("mover", ["contexts"])),
    ] as [(String, [String])])
  func executors(kind: String, more: [String]) throws {
    try Program.inFolder { program in
      let time = ["--set", "duration=12s"]
      // What is off by default is switched on on both sides.
      let heeds =
        kind == "densityAware" ? ["merge_slowdown=1", "crowd_aversion=0.6", "jam_horizon=1"] : []
      let within = try run(
        program,
        time + ["--set", "policies.mover.kind=\(kind)"]
          + heeds.flatMap { ["--set", "policies.mover.\($0)\($0.contains("0.6") ? " m" : "")"] },
        to: "in")
      #expect(within.code == 0, "\(within.error)")
      let command = heeds.reduce("\(Program.path) policy \(kind)") { "\($0) --set \($1)" }
      let outside = try run(
        program, time + Self.executor + more + ["--policy", "mover=\(command)"],
        to: "out")
      #expect(outside.code == 0, "\(outside.error)")
      #expect(try program.text("in/hashes.csv") == program.text("out/hashes.csv"))
      #expect(try program.text("in/series.csv") == program.text("out/series.csv"))
    }
  }

  @Test(
    "a built-in orchestrator gives the same bits within the run and as a program of its own",
    arguments: ["logit", "greedy", "waterFilling", "independent", "gated", "conwip"],
    ["meanField", "none", "gossip"])
  func orchestrators(kind: String, mode: String) throws {
    guard !(kind == "waterFilling" && mode == "none") else { return }
    try Program.inFolder { program in
      let given = ["--set", "duration=8s", "--set", "mode=\(mode)"]
      let within = try run(
        program, given + ["--set", "policies.dispatcher.kind=\(kind)"], to: "in")
      #expect(within.code == 0, "\(within.error)")
      let fields =
        switch kind {
        case "logit", "conwip": ["plans", "ways"]
        case "gated": ["plans", "contexts", "ways"]
        case "waterFilling": ["plans"]
        default: [String]()
        }
      let outside = try run(
        program,
        given + Self.orchestrator + Self.reads("dispatcher", fields) + [
          "--policy", "dispatcher=\(Program.path) policy \(kind)",
        ],
        to: "out")
      #expect(outside.code == 0, "\(outside.error)")
      #expect(try program.text("in/hashes.csv") == program.text("out/hashes.csv"))
    }
  }

  @Test("both layers outside, with one, two or three workers, give the bits of a run of its own")
  func bothLayers() throws {
    try Program.inFolder { program in
      #expect(try run(program, ["--set", "duration=8s"], to: "in").code == 0)
      for workers in 1...3 {
        let outside = try run(
          program,
          ["--set", "duration=8s", "--workers", "\(workers)"] + Self.executor + Self.orchestrator
            + Self.reads("mover", []) + Self.reads("dispatcher", ["plans", "ways"]) + [
              "--policy", "mover=\(Program.path) policy goalSeeking",
              "--policy", "dispatcher=\(Program.path) policy logit",
            ], to: "out\(workers)")
        #expect(outside.code == 0, "\(outside.error)")
        #expect(try program.text("in/hashes.csv") == program.text("out\(workers)/hashes.csv"))
      }
    }
  }

  // MARK: What goes wrong

  @Test(
    "whatever a program does, one sentence names policy and tick, and the folder is whole",
    arguments: faultList.indices)
  func faults(index: Int) throws {
    let (fault, words) = faultList[index]
    try Program.inFolder { program in
      for moment in [1, 7 + 5 * index] {
        let output = try run(
          program,
          Self.executor + [
            "--policy",
            "mover=python3 \(Self.misbehaving) \(fault) \(moment) \(Program.path) policy goalSeeking",
            "--policy-timeout", "500ms",
          ], to: "run\(moment)")
        #expect(output.code == 1)
        let sentences = output.error.split(separator: "\n").filter {
          $0.contains("error: policy 'mover'")
        }
        #expect(sentences.count == 1, "\(output.error)")
        // Answer 1 is for step 0, and executors act at every sixth step.
        #expect(
          output.error.contains("policy 'mover' at tick \(6 * (moment - 1)): "), "\(output.error)")
        #expect(words.isEmpty || output.error.contains(words), "\(output.error)")
        try expectWhole(program, "run\(moment)", step: 6 * (moment - 1))
      }
    }
  }

  /// A folder of a run that ended at a step has its files, and says why.
  private func expectWhole(_ program: Program, _ folder: String, step: Int) throws {
    let names = program.names(folder)
    for name in ["hashes.csv", "robots.csv", "scene.resolved.yaml", "series.csv", "summary.json"] {
      #expect(names.contains(name), "\(folder) lacks \(name)")
    }
    #expect(!program.names().contains { $0.contains("partial") })
    let summary = try object(try program.text("\(folder)/summary.json"))
    #expect(summary["steps"] as? Int == step)
    #expect(summary["interrupted"] as? Bool == true)
    #expect((summary["policy_error"] as? String)?.hasPrefix("policy 'mover' at tick ") == true)
    for table in ["series.csv", "hashes.csv"] {
      let lines = try program.text("\(folder)/\(table)").split(
        separator: "\n", omittingEmptySubsequences: false)
      #expect(lines.last == "", "\(table) ends in the middle of a line")
      let widths = Set(
        lines.dropLast().map {
          $0.split(separator: ",", omittingEmptySubsequences: false).count
        })
      #expect(widths.count == 1, "\(table) has lines of \(widths) cells")
    }
  }

  @Test(
    "a program that does not start or greet leaves no folder",
    arguments: ["false", "echo no", "/nowhere"])
  func neverStarts(command: String) throws {
    try Program.inFolder { program in
      let output = try run(program, Self.executor + ["--policy", "mover=\(command)"], to: "run")
      #expect(output.code == 1)
      #expect(output.error.contains("fleetfield: error: policy 'mover': its "), "\(output.error)")
      #expect(program.names().isEmpty)
    }
  }

  @Test("programs end with the run, and so do those that they started")
  func noneStays() throws {
    try Program.inFolder { program in
      let command =
        "sleep 987 & exec python3 \(Self.misbehaving) hang 3 \(Program.path) policy goalSeeking"
      let output = try run(
        program, Self.executor + ["--policy", "mover=\(command)", "--policy-timeout", "300ms"],
        to: "run")
      #expect(output.code == 1)
      let rest = try FileManager.default.contentsOfDirectory(atPath: "/proc").filter {
        let words = FileManager.default.contents(atPath: "/proc/\($0)/cmdline") ?? Data()
        return words.split(separator: 0).map { String(decoding: $0, as: UTF8.self) } == [
          "sleep", "987",
        ]
      }
      #expect(rest.isEmpty)
    }
  }

  // MARK: Who may start what

  @Test("a scene that leaves a policy to others is refused where nobody is named to play it")
  func nobodyPlays() throws {
    try Program.inFolder { program in
      let output = try run(program, Self.executor, to: "run")
      #expect(output.code == 2)
      #expect(
        output.error.contains(
          "yard.fleet.yaml:29:3: error: policy 'mover' is left to others, and nobody plays it"),
        "\(output.error)")
      let sweep = try program.finish(
        try program.start(
          ["sweep", Program.yard, "--seeds", "2", "--out", "s.sqlite"] + Self.executor))
      #expect(sweep.code == 2, "\(sweep.error)")
      #expect(program.names().isEmpty)
    }
  }

  @Test("the twin of a placebo has nobody who plays: such a scene is refused")
  func placebo() throws {
    try Program.inFolder { program in
      let output = try run(
        program,
        Self.executor + [
          "--set", "mode=placebo", "--policy", "mover=\(Program.path) policy aligned",
        ],
        to: "run")
      #expect(output.code == 2)
      #expect(output.error.contains("in which nobody plays policy 'mover'"), "\(output.error)")
    }
  }

  @Test(
    "a program that the scene does not leave a policy to is not started",
    arguments: ["mover", "driver", "dispatcher"])
  func notAllowed(policy: String) throws {
    try Program.inFolder { program in
      let output = try run(program, ["--policy", "\(policy)=touch started; cat"], to: "run")
      #expect(output.code == 2)
      #expect(output.error.contains("--policy \(policy)=…: the scene has "), "\(output.error)")
      #expect(program.names().isEmpty)
    }
  }

  // MARK: Python

  @Test(
    "the policy in Python plays over pipes and over a socket, and twice the same",
    .enabled(if: FileManager.default.isExecutableFile(atPath: python), "needs .ci/setup with pip"))
  func inPython() throws {
    let script = Repository.root + "Python/examples/follow_way.py"
    try Program.inFolder { program in
      let words = Self.executor + ["--set", "duration=40s"]
      for folder in ["a", "b"] {
        let output = try run(
          program, words + ["--policy", "mover=\(Self.python) \(script)"], to: folder)
        #expect(output.code == 0, "\(output.error)")
      }
      let server = try program.start(
        [script, "--socket", "\(program.folder)/walker"], executable: Self.python)
      #expect(Program.wait { program.names().contains("walker") })
      let output = try run(
        program, words + ["--policy", "mover=unix:\(program.folder)/walker"], to: "c")
      #expect(output.code == 0, "\(output.error)")
      #expect(try program.finish(server).code == 0)
      for folder in ["b", "c"] {
        #expect(try program.text("a/hashes.csv") == program.text("\(folder)/hashes.csv"))
      }
      let summary = try object(try program.text("a/summary.json"))
      #expect(summary["deliveries"] as? Int ?? 0 > 0)
    }
  }
}
