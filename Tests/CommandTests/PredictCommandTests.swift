import Foundation
import Testing

@Suite("fleetfield predict")
struct PredictCommandTests {
  private func predict(_ program: Program, _ words: [String]) throws -> Program.Output {
    try program.finish(try program.start(["predict"] + words))
  }

  private static let floor = """
    fleet: 1
    name: two stations
    parameters: {n: {default: 3, min: 1, max: 12}}
    world:
      size: [12 m, 6 m]
      zones:
        - {name: west, kind: station, slots: 2, area: {rect: [1 m, 1 m, 2 m, 5 m]}}
        - {name: east, kind: station, slots: 2, area: {rect: [10 m, 1 m, 11 m, 5 m]}}
    robots:
      cart:
        count: $(n)
        body: {radius: 0.2 m, mass: 20 kg}
        drive: {kind: differential, max_speed: 1 m/s}
    tasks:
      - {name: totes, from: west, to: east, rate: 1 /s, dwell: 1 s}
    run: {duration: 5 min, seed: 1}
    """

  @Test("a prediction is kept, and checked against the runs of a sweep")
  func keepsAndChecks() throws {
    try Program.inFolder { program in
      try Self.floor.write(
        toFile: "\(program.folder)/floor.fleet.yaml", atomically: true, encoding: .utf8)
      let made = try predict(program, ["floor.fleet.yaml", "--axis", "n=1..8", "--out", "p.json"])
      #expect(made.code == 0, "\(made.error)")
      #expect(made.out.hasPrefix("two stations: up to about n = "))
      #expect(made.out.contains("\nN_peak, where more hurt  none up to n = 8\n"))
      #expect(made.out.hasSuffix("\nfile  p.json\n"))
      let sweep = try program.finish(
        try program.start([
          "sweep", "floor.fleet.yaml", "--axis", "n=1,3", "--seeds", "2", "--out", "s.sqlite",
          "--quiet",
        ]))
      #expect(sweep.code == 0, "\(sweep.error)")
      let check = try predict(program, ["p.json", "--check", "s.sqlite"])
      #expect(check.code == 0, "\(check.error)")
      #expect(check.out.hasPrefix("two stations: 2 of 2 sizes lie within; "), "\(check.out)")
      let json = try predict(program, ["p.json", "--check", "s.sqlite", "--format", "json"])
      #expect(json.out.contains("\"status\": \"checked\""))
    }
  }

  @Test("every mistake in the words and in the scene is told at once")
  func mistakes() throws {
    try Program.inFolder { program in
      let text = Self.floor.replacing(
        "{name: totes, from: west, to: east, rate: 1 /s, dwell: 1 s}",
        with: "{name: tour, points: [[[3 m, 3 m], [5 m, 3 m]]]}")
      try text.write(
        toFile: "\(program.folder)/floor.fleet.yaml", atomically: true, encoding: .utf8)
      let output = try predict(
        program,
        [
          "floor.fleet.yaml", "--target", "sojourn_p95 <= 3 s", "--axis", "n=0..3", "--lanes",
          "none.csv", "--out", "floor.fleet.yaml",
        ])
      #expect(output.code == 2)
      for part in [
        "--target:1:1: error: only what is carried can be predicted",
        "--axis:1:3: error: expected a whole number",
        "--lanes: ", "--out floor.fleet.yaml: this is a file of the scene",
        "'tour' is explicit points in order: only streams", "5 errors",
      ] {
        #expect(output.error.contains(part), "\(part) in \(output.error)")
      }
    }
  }

  @Test("what is no prediction, or no store, is refused, and nothing is made")
  func refusesFiles() throws {
    try Program.inFolder { program in
      try "{}".write(toFile: "\(program.folder)/p.json", atomically: true, encoding: .utf8)
      let output = try predict(program, ["p.json", "--check", "none.sqlite", "--axis", "n"])
      #expect(output.code == 2)
      #expect(output.error.contains("'p.json' is no prediction: it lacks 'format'"))
      #expect(output.error.contains("--check none.sqlite: there is no such file"))
      #expect(output.error.contains("--axis is of a new prediction"))
      #expect(program.names() == ["p.json"])
    }
  }
}
