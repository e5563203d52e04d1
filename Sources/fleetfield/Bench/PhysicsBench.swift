import RigidBodies
import SimCore

/// Runs the fleet workload on the physics alone and prints its cost, one line for each case.
///
/// Half discs of 0.25 m, half boxes of 0.5 × 0.4 m in a walled square, each drawn to a goal within
/// 10 m by a limited force, at 15 % and 45 % coverage. Penetration is measured over the true shapes
/// by an own search, apart from the engine's contacts. Steps are means over windows of 12, then the
/// median and the least of the windows; phases are means over all.
///
/// With `--workload warehouse` it is a mixed fleet on wheels between racks, and coverage and
/// penetration are not given.
///
///     fleetfield bench physics --robots 10000,100000 --workers 1,2 --format json
///
/// - Parameter arguments: `--workload open|warehouse`, `--robots`, `--workers`, `--coverage` (lists
///   with commas), `--warm` and `--steps` (numbers of steps), `--format text|json`, `--memory` (adds
///   the bytes a robot of each column to the text).
func benchPhysics(arguments: [String]) {
  func value(_ name: String, _ standard: String) -> String {
    optionValue(of: name, in: arguments, standard: standard)
  }
  let robots = value("--robots", "1000,10000,100000").split(separator: ",").compactMap { Int($0) }
  let workers = value("--workers", "1,2").split(separator: ",").compactMap { Int($0) }
  let isWarehouse = value("--workload", "open") == "warehouse"
  let coverages =
    isWarehouse
    ? [0] : value("--coverage", "0.15,0.45").split(separator: ",").compactMap { Float($0) }
  let warm = Int(value("--warm", "600")) ?? 600
  let steps = max(1, Int(value("--steps", "60")) ?? 60)
  let isJSON = value("--format", "text") == "json"
  if !isJSON {
    print(
      "  robots  coverage  workers  step ms  least ms  control ms  contacts  pen. mean mm  max mm"
        + "  speed  bytes")
  }
  var progress = BenchProgress(
    "physics", cases: robots.count * coverages.count * workers.count)
  for count in robots {
    for coverage in coverages {
      for workerCount in workers {
        progress.begin("\(count) robots, coverage \(coverage), \(workerCount) workers")
        var fleet = FleetWorkload(
          robotCount: count, coverage: coverage, workerCount: workerCount, isWarehouse: isWarehouse)
        for _ in 0..<warm { fleet.step() }
        fleet.world.measuresPhases = true
        var phases = [[Double]](repeating: [], count: StepPhase.allCases.count)
        var times: [(control: Double, step: Double)] = []
        for _ in 0..<steps {
          times += fleet.measure(steps: 1)
          for phase in StepPhase.allCases {
            phases[phase.rawValue].append(fleet.world.seconds(of: phase) * 1e3)
          }
        }
        let overlap = FleetOverlap(poses: isWarehouse ? [] : fleet.robotPoses, side: fleet.side)
        // Means over windows of 12 steps, as a search for pairs comes in every few steps.
        let windows = stride(from: 0, to: times.count, by: 12).map { first in
          mean(times[first..<min(times.count, first + 12)].map(\.step))
        }
        let cost = (
          step: median(windows), least: windows.min() ?? 0, control: median(times.map(\.control))
        )
        let queries = fleet.measureQueries(rounds: 5)
        let bytes = fleet.world.storageByteCount / count
        progress.clear()
        if isJSON {
          let byPhase = StepPhase.allCases.map {
            ("\($0)", JSONText.raw("\(mean(phases[$0.rawValue]))"))
          }
          var members: [(String, JSONText)] = [
            ("robots", .integer(count)), ("coverage", .raw("\(coverage)")),
            ("workers", .integer(workerCount)), ("step_ms", .raw("\(cost.step)")),
            ("step_least_ms", .raw("\(cost.least)")), ("control_ms", .raw("\(cost.control)")),
            ("phase_ms", .object(byPhase)), ("rays_8_ms", .raw("\(queries.rays)")),
            ("neighbours_8_ms", .raw("\(queries.neighbours)")),
            ("robot_steps_per_second", .raw("\(Double(count) / cost.step * 1e3)")),
            ("contacts", .integer(fleet.world.contactCount)),
          ]
          if !isWarehouse {
            members += [
              ("penetration_mean_m", .raw("\(overlap.mean)")),
              ("penetration_max_m", .raw("\(overlap.deepest)")),
            ]
          }
          members += [
            ("mean_speed_m_per_s", .raw("\(fleet.meanSpeed)")),
            ("bytes_per_robot", .integer(bytes)), ("state", .string("\(fleet.world.stateHash)")),
          ]
          print(JSONText.object(members).compact)
        } else {
          print(
            [
              padded("\(count)", 8), padded("\(coverage)", 10), padded("\(workerCount)", 9),
              padded(fixed(cost.step, 3), 9), padded(fixed(cost.least, 3), 10),
              padded(fixed(cost.control, 3), 12), padded("\(fleet.world.contactCount)", 10),
              padded(isWarehouse ? "-" : fixed(overlap.mean * 1e3, 3), 14),
              padded(isWarehouse ? "-" : fixed(overlap.deepest * 1e3, 1), 8),
              padded(fixed(Double(fleet.meanSpeed), 2), 7), padded("\(bytes)", 7),
            ].joined())
          print(
            "          "
              + StepPhase.allCases.map { "\($0) " + fixed(mean(phases[$0.rawValue]), 3) }
              .joined(separator: "  ")
              + "  | 8 rays a robot " + fixed(queries.rays, 3) + "  8 neighbours "
              + fixed(queries.neighbours, 3))
          if arguments.contains("--memory") {
            for column in fleet.world.storageBytes where column.byteCount >= count {
              let bytes = Double(column.byteCount) / Double(count)
              print(padded(fixed(bytes, 1), 18) + "  " + column.name)
            }
          }
        }
      }
    }
  }
}
