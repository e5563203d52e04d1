import Foundation
import Testing

/// Lines compiled against the built modules, as a program of another package would compile them.
private struct Snippet {
  let lines: [String]

  /// Numbers of the lines with errors, and what the compiler says of them.
  func errors() throws -> [Int: String] {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "Snippet.swift")
    try Data(lines.joined(separator: "\n").utf8).write(to: file)
    // The program that runs the tests lies beside the modules it was built of.
    let program = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let products = URL(filePath: program).deletingLastPathComponent().path(percentEncoded: false)
    let compiler = Process()
    compiler.executableURL = URL(filePath: "/usr/bin/env")
    compiler.arguments = [
      "swiftc", "-typecheck", "-I", "\(products)/Modules", "-Xcc",
      "-fmodule-map-file=\(products)/CSimCore.build/module.modulemap",
      file.path(percentEncoded: false),
    ]
    let pipe = Pipe()
    compiler.standardError = pipe
    compiler.standardOutput = pipe
    try compiler.run()
    let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    compiler.waitUntilExit()
    var result: [Int: String] = [:]
    for line in output.split(separator: "\n") {
      let parts = line.split(separator: ":", maxSplits: 3)
      guard parts.count == 4, parts[0].hasSuffix("Snippet.swift"), let number = Int(parts[1]),
        parts[3].contains("error:")
      else { continue }
      result[number] = String(parts[3])
    }
    if compiler.terminationStatus != 0 && result.isEmpty { result[0] = output }
    return result
  }
}

/// A policy of another package; every line of `probes` stands in a function of its own.
private func snippet(_ probes: [String], of parameter: String) -> Snippet {
  let head = ["import Contracts", "import MeanFields", "import Policies", "import SimCore"]
  return Snippet(
    lines: head
      + probes.enumerated().map { "func probe\($0.offset)(\(parameter)) { \($0.element) }" } + [
        "struct Goes: ExecutorRule {",
        "  func act(for robot: ExecutorRow) -> ExecutorAction {",
        "    ExecutorAction(MotionCommand(forward: robot.way.distanceToGo > 0 ? 1 : 0))",
        "  }",
        "}",
        "struct Chooses: OrchestratorRule {",
        "  func choose(in market: inout Market) {",
        "    if let nearest = market.nearest { market.probability[nearest] = 1 }",
        "  }",
        "}",
        "let catalog = PolicyCatalog.standard.adding(",
        "  .executor(\"goes\", code: \"M0\", summary: \"Goes ahead.\") { _ in Goes() }",
        ").adding(",
        "  .planner(\"chooses\", code: \"M1\", summary: \"Goes near.\") { _, _ in Chooses() })",
      ])
}

@Suite("Wall: what a policy can reach")
struct WallTests {
  @Test("a program of another package brings its own policies, and they read what is theirs")
  func own() throws {
    let executor = [
      "_ = robot.pose.position + robot.twist.linear",
      "for k in 0..<robot.neighbourCount { _ = robot.neighbour(k).offset }",
      "_ = robot.population.contexts?[own: ExecutorSchema.blocked]",
    ]
    #expect(try snippet(executor, of: "_ robot: ExecutorRow").errors() == [:])
    let orchestrator = [
      "_ = market.robot.travelTime(0) + market.deficit(0)",
      "_ = market.robot.population.plans?[others: OrchestratorSchema.bin(of: .idle)]",
    ]
    #expect(try snippet(orchestrator, of: "_ market: Market").errors() == [:])
  }

  @Test("an executor that reaches for another robot's row does not compile")
  func executorWall() throws {
    let probes = [
      "_ = robot.columns", "_ = robot.index", "_ = ExecutorRow(robot.columns, index: 7)",
      "_ = robot.pose[7]", "_ = robot.peers", "_ = robot.population.contextStack",
      "var other = robot; other.index = 7",
    ]
    let errors = try snippet(probes, of: "_ robot: ExecutorRow").errors()
    for (k, probe) in probes.enumerated() { #expect(errors[5 + k] != nil, "\(probe)") }
    #expect(errors.count == probes.count)
  }

  @Test("a planner that chooses for itself has no peers: reaching for them does not compile")
  func orchestratorWall() throws {
    let probes = [
      "_ = market.peers", "_ = market.robot.peers", "_ = market.robot.columns",
      "_ = market.robot.travelTime(0, of: 7)", "var other = market.robot; other.index = 7",
      "_ = OrchestratorPeers()", "_ = market.robot.population.planStack",
    ]
    let errors = try snippet(probes, of: "_ market: Market").errors()
    for (k, probe) in probes.enumerated() { #expect(errors[5 + k] != nil, "\(probe)") }
    #expect(errors.count == probes.count)
  }
}
