import Commands
import Glibc
import Recording
import Scenes
import SimCore
import Simulation

/// The options by which every verb that opens a scene takes it, and the opening itself.
enum SceneInput {
  /// `--set`.
  static let set = OptionSpec(
    name: "--set", kind: .repeated, placeholder: "key=value",
    help: "give a parameter or a key of the scene another value; may be repeated")
  /// `--format`.
  static let format = OptionSpec(
    name: "--format", kind: .value, placeholder: "text|json",
    help: "json prints one JSON object on standard output")
  /// `--root`.
  static let root = OptionSpec(
    name: "--root", kind: .value, placeholder: "DIR",
    help: "read scenes, and all they name, in this folder alone, and write nowhere else")
  /// `--workers`.
  static let workers = OptionSpec(
    name: "--workers", kind: .value, placeholder: "n",
    help: "threads; never changes a result (default: the machine's cores)")
  /// `--require-success`.
  static let requireSuccess = OptionSpec(
    name: "--require-success", kind: .flag,
    help: "end with status 3 where the run is no success, as the scene's 'success' has it")

  /// True where `--format json` was asked for.
  static func wantsJSON(_ arguments: Arguments) throws(UsageError) -> Bool {
    try arguments.choice("--format", of: ["text", "json"]) == "json"
  }

  /// The value of `--workers`, or the number of cores this process may use.
  static func workerCount(_ arguments: Arguments) throws(UsageError) -> Int {
    try arguments.integer("--workers", in: 1...256) ?? coreCount()
  }

  /// Loads and compiles a scene; mistakes in the scene's own sweep are warnings where it is not run.
  static func open(
    path: String, overrides: [(key: String, value: String)], seed: UInt64?, runsSweep: Bool = false,
    isQuiet: Bool = false, players: SceneVocabulary.Players = .nobody
  ) -> CompiledScene {
    var vocabulary = SceneVocabulary.standard
    vocabulary.players = players
    let result = SceneLoader.load(
      path: path, overrides: overrides.map { ($0.key, $0.value) }, seed: seed,
      runsSweep: runsSweep, vocabulary: vocabulary)
    return CompiledScene(result) { scene in if !isQuiet { tellMemory(scene) } }
  }

  /// Says what a large map will take before it is taken.
  private static func tellMemory(_ scene: Scene) {
    guard let grid = scene.world.map else { return }
    let need = MapMemory.bytes(columns: grid.columns, rows: grid.rows, cellSize: grid.cellSize)
    guard need >= MapMemory.worthSaying else { return }
    Terminal.error(
      "fleetfield: the map of \(grid.columns) × \(grid.rows) cells needs about "
        + "\(MapMemory.words(need)) of memory\n")
  }

  /// The cores this process may use (`taskset` and containers may leave it fewer than there are).
  static func coreCount() -> Int {
    let status = (try? TextFile.read("/proc/self/status")) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("Cpus_allowed:") } ?? ""
    let allowed = line.dropFirst("Cpus_allowed:".count)
      .reduce(0) { $0 + ($1.hexDigitValue?.nonzeroBitCount ?? 0) }
    return min(256, max(1, allowed > 0 ? allowed : sysconf(Int32(_SC_NPROCESSORS_ONLN))))
  }
}
