// Counts what a warm fleet allocates: nothing, in any scene and under any way of coordinating.
//
//     swift build -c release && .build/release/fleetfield-allocations
//
// It is a program and not a test, because a debug build allocates where a release build does not.
// One worker, so that all work is this thread's. Tables that grow with what happens (contacts, jobs on
// the board) may still meet a new record after the minute of warming up; so five windows are counted,
// and most of them must be clean. Recording is apart: once per simulated second a row and a hash,
// which are texts.
import CAllocationCount
import Contracts
import Coordination
import Doors
import Glibc
import MeanFields
import Policies
import Scenes
import SimCore
import Simulation
import TestSupport

/// How often this thread allocates in `body`.
func allocations(_ body: () -> Void) -> Int {
  let before = fleetfield_allocation_count()
  body()
  return fleetfield_allocation_count() - before
}

/// A scene with what it is changed by.
struct Case {
  var scene: String
  var overrides: [(String, String)] = []
  var warmUpSeconds = 60
  /// True where the policy `mover` is played from outside, from what is seen there.
  var isPlayed = false

  /// As printed.
  var title: String { ([scene] + overrides.map { "\($0.0)=\($0.1)" }).joined(separator: " ") }
}

/// Plays goalSeeking from observations.
final class Seekers: PolicyPlayer {
  private var players: [Seeker]

  init(_ surface: PolicySurface) throws {
    players = try surface.groups.map { Seeker(try ExecutorPolicy(kind: "goalSeeking"), $0) }
  }

  func play(_ layer: FieldLayer, on surface: PolicySurface) {
    for player in players { player.play(step: surface.step) }
  }
}

/// One class of them.
final class Seeker {
  private var own: ObservedExecutors
  private let group: PolicyGroup

  init(_ policy: ExecutorPolicy, _ group: PolicyGroup) {
    own = ObservedExecutors(policy, shape: group.shape)
    self.group = group
  }

  func play(step: Int) { own.play(group, step: step) }
}

/// The scene of a case, compiled.
func model(of one: Case) throws -> WorldModel {
  var vocabulary = SceneVocabulary.standard
  if one.isPlayed { vocabulary.players = .anybody }
  // A run reads the path of mode limit from a file; here one moment does.
  let isOpenLoop = one.overrides.contains {
    $0 == ("coordination.mode", CoordinationMode.limit.rawValue)
  }
  let model = try WorldModel(
    scene: SceneLoader.load(
      path: Repository.scene(one.scene), overrides: isOpenLoop ? [] : one.overrides,
      vocabulary: vocabulary
    ).get())
  guard isOpenLoop else { return model }
  let moment = Fleet(model: model, pool: WorkerPool(workerCount: 1)).fieldMoment
  return model.reading(FieldPath(model.pathShape, numbers: moment))
}

let mixed = "Tutorials/03-mixed-fleet.fleet.yaml"
let cases: [Case] =
  CoordinationMode.allCases.map {
    Case(scene: mixed, overrides: [("coordination.mode", $0.rawValue)])
  }
  + [
    Case(
      scene: mixed,
      overrides: [
        ("disturbances.failures.rate", "0.02 /s"), ("disturbances.failures.repair", "5 s"),
        ("disturbances.delays.probability", "0.3"), ("disturbances.sensor_dropout.rate", "0.1 /s"),
        ("disturbances.liars.share", "0.2"),
      ]),
    Case(
      scene: mixed, overrides: [("policies.mover.kind", "externalExecutor")], isPlayed: true),
    Case(scene: "Showcase/warehouse.fleet.yaml", warmUpSeconds: 120),
    Case(scene: "Showcase/movingai.fleet.yaml"), Case(scene: "Showcase/arm-cell.fleet.yaml"),
    // The herd is driven together late: the tables of contacts grow until it is.
    Case(scene: "Showcase/herding.fleet.yaml", warmUpSeconds: 120),
  ]
let windowCount = 5
let windowSeconds = 4

// A counter that does not count would find nothing anywhere.
var kept: [[Int]] = []
guard allocations({ kept.append(Array(repeating: CommandLine.arguments.count, count: 100)) }) > 0
else {
  print("error: allocations are not counted in this build")
  exit(1)
}
var isClean = true
for one in cases {
  let model = try model(of: one)
  var fleet = Fleet(model: model, pool: WorkerPool(workerCount: 1))
  if one.isPlayed {
    let surface = PolicySurface(shapes: fleet.outsideShapes())
    fleet.attach(surface, player: try Seekers(surface))
  }
  let rate = model.scene.clocks.physicsRate
  for _ in 0..<one.warmUpSeconds * rate { fleet.step() }
  var (inSteps, inRows): ([Int], Int) = ([], 0)
  var row: [Double] = []
  fleet.seriesRow(into: &row)
  for _ in 0..<windowCount {
    let before = fleetfield_allocation_count()
    for _ in 0..<windowSeconds * rate { fleet.step() }
    let between = fleetfield_allocation_count()
    fleet.seriesRow(into: &row)
    _ = fleet.stateHash()
    inRows += fleetfield_allocation_count() - between
    inSteps.append(between - before)
  }
  let isSceneClean = inSteps.sorted()[windowCount / 2] == 0
  print(
    "\(isSceneClean ? "ok   " : "error") \(inSteps) in \(windowSeconds * rate) steps each, "
      + "\(inRows) in \(windowCount) rows and hashes: \(one.title)")
  isClean = isClean && isSceneClean
}
exit(isClean ? 0 : 1)
