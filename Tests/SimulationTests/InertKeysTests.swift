import Contracts
import Foundation
import MeanFields
import Policies
import Scenes
import SimCore
import Simulation
import Synchronization
import TestSupport
import Testing

/// Nothing is accepted, documented and without effect.
///
/// Each key of the schema and each parameter of the policy catalogue has a move that changes a state
/// hash or a named output, says something of the text and not of the run, or waits for the issue that
/// wires it. **What waits may only become less.**
@Suite("Nothing inert")
struct InertKeysTests {
  /// Keys that wait, with the issue that wires them.
  static let waiting: [String: Int] = [
    "policies.*.whole_quorums": 14,
    // No executor that is built in reads features of m^orch since densityAware reads where others are bound instead;
    // policies from outside may.
    "coordination.coupling.w_xo": 12,
    // One word so far; the others are refused.
    "sweep.family": 13,
  ]

  /// Keys that need files, with tests of their own below.
  static let withFiles: Set<String> = [
    "coordination.orchestrator_field.weights", "coordination.executor_field.weights",
    "tasks[].orders", "tasks[].orders_from", "world.traffic.zone_set",
    "coordination.path",
  ]

  /// Keys that say something of the text or of the files, not of the run: where it is read from, what
  /// things are called, what a value may be; with the suite that proves them.
  static let ofTheText: [String: String] = [
    "fleet": "BrokenScenesTests", "name": "SceneLoaderTests", "description": "SceneLoaderTests",
    "resolved": "ResolvedSceneTests", "include": "LibrariesTests", "inputs": "InputFilesTests",
    "inputs[].path": "InputFilesTests", "inputs[].sha256": "InputFilesTests",
    "inputs[].kept": "InputFilesTests", "parameters": "ParametersAndOverridesTests",
    "parameters.*.default": "ParametersAndOverridesTests",
    "parameters.*.kind": "ParametersAndOverridesTests",
    "parameters.*.min": "ParametersAndOverridesTests",
    "parameters.*.max": "ParametersAndOverridesTests",
    "parameters.*.unit": "ParametersAndOverridesTests",
    "parameters.*.choices": "ParametersAndOverridesTests",
    "parameters.*.doc": "ResolvedSceneTests", "world.map.file": "RealMapsTests",
    "world.map.format": "RealMapsTests", "world.map.scen": "RealMapsTests",
    "world.map.name": "PogemaMapTests", "world.map.level": "WorldLayoutTests",
    "world.map.unit": "WorldLayoutTests", "world.map.layers": "WorldLayoutTests",
    "world.map.frame": "MapFrameTests", "world.zones[].name": "SceneLoaderTests",
    "tasks[].name": "SceneLoaderTests", "policies.*.layer": "SceneLoaderTests",
    // What a policy outside sees; a densityAware one outside needs it to be the same as within.
    "policies.*.look_ahead|kind is externalExecutor": "PolicyProcessTests",
    "policies.*.reads_plans|kind is externalExecutor": "PolicyProcessTests",
    "policies.*.reads_plans|kind is externalOrchestrator": "PolicyProcessTests",
    "policies.*.reads_contexts|kind is externalExecutor": "PolicyProcessTests",
    "policies.*.reads_contexts|kind is externalOrchestrator": "PolicyProcessTests",
    "policies.*.reads_ways": "PolicyProcessTests",
    "policies.*.reads_goals": "PolicyProcessTests",
    "coordination.orchestrator_field.features[].name": "ExtraFeatureTests",
    "coordination.executor_field.features[].name": "ExtraFeatureTests",
    // Speed alone: a body at complete rest is passed over, and no result may change.
    "clocks.skip_resting": "RestingTests",
    "outputs": "RunCommandTests", "outputs.series": "RunCommandTests",
    "outputs.series.period": "RunCommandTests", "outputs.fields": "DirectiveRecordTests",
    "outputs.fields.period": "DirectiveRecordTests", "outputs.directives": "DirectiveRecordTests",
    "outputs.record": "RecordTests", "outputs.record.mcap": "RecordTests",
    "outputs.record.trajectories": "TrajectoryTests", "outputs.record.period": "RecordTests",
    "outputs.record.grid_period": "RecordTests", "outputs.record.robots": "RecordTests",
    "outputs.record.follow": "RecordTests", "outputs.record.topics": "RecordTests",
    // What a sweep runs; `sweep` of one scene is the plan itself.
    "sweep": "SweepSpecTests", "sweep.axes": "SweepSpecTests",
    "sweep.axes.*.list": "SweepSpecTests",
    "sweep.axes.*.linspace": "SweepSpecTests", "sweep.axes.*.geometric": "SweepSpecTests",
    "sweep.axes.*.points": "SweepSpecTests", "sweep.seeds": "SweepSpecTests",
    "sweep.seeds.count": "SweepSpecTests", "sweep.seeds.first": "SweepSpecTests",
  ]

  /// Words that need more than a setting: a scene, a map or files of their own.
  static let wordsElsewhere: Set<String> = [
    // A task that names a zone that is no station is refused.
    "world.zones[].kind station",
    // It reads a file: LimitCommandTests.
    "coordination.mode limit",
    // Others play them: PolicyProcessTests.
    "policies.*.kind externalOrchestrator", "policies.*.kind externalExecutor",
    // Starts and goals of a map: the moves of `spawn.first` and `source`; problems of LoRR.
    "robots.*.spawn.pattern imported", "tasks[].source imported", "tasks[].source goals",
    // The moves of these keys have both words.
    "coordination.orchestrator_field.features[].kind radial",
    "coordination.orchestrator_field.features[].kind fourier",
    "coordination.executor_field.features[].kind radial",
    "coordination.executor_field.features[].kind fourier",
    "coordination.executor_field.kernel.shape gaussian",
    "coordination.executor_field.kernel.shape disc",
    // As logit until their limit is reached: the moves of `under_way` and `admitted`.
    "policies.*.kind conwip", "policies.*.kind cap",
    // Arms alone reach; weights of a learned field are a file.
    "policies.*.kind reach", "coordination.orchestrator_field.recursion gru",
    "coordination.executor_field.recursion gru",
  ]

  /// The forms of one coupling are those of all four.
  private static func isFormOfCoupling(_ key: String) -> Bool {
    ["w_ox", "w_xo", "w_oo", "w_xx"].contains { key.hasPrefix("coordination.coupling.\($0).") }
  }

  @Test("every key of the schema is moved, or is of the text, or waits for an issue")
  func complete() {
    let keys = SceneSchema.describe()
    var names: Set<String> = []
    for key in keys {
      let isAmbiguous = keys.count { $0.path == key.path } > 1
      names.insert(isAmbiguous ? "\(key.path)|\(key.condition)" : key.path)
    }
    let moved = Set(KeyMove.all.map(\.key))
    let told =
      moved.union(Self.ofTheText.keys).union(Self.waiting.keys).union(Self.withFiles)
    for name in names where !Self.isFormOfCoupling(name) {
      #expect(told.contains(name), "nothing shows that '\(name)' does something")
    }
    for name in told { #expect(names.contains(name), "the schema has no key '\(name)'") }
    for name in Self.waiting.keys { #expect(Self.ofTheText[name] == nil) }
  }

  @Test("a move changes its own key alone", arguments: KeyMove.all)
  func pure(move: KeyMove) {
    for setting in move.to where !move.from.contains(setting) {
      #expect(setting.contains(move.word), "\(setting)")
    }
  }

  @Test("every word of a key has settings of its own, or is told elsewhere")
  func words() {
    for key in SceneSchema.describe() {
      // Figures by their own names; a bar shows yes or no alone.
      let isFigure = key.path.hasPrefix("success.") && key.path.hasSuffix("indicator")
      if Self.ofTheText[key.path] != nil || isFigure { continue }
      let text = key.expectation
      guard !text.hasPrefix("a "), text.contains(" or "), !text.contains("true or") else {
        continue
      }
      let words = text.replacing(", or a mapping { … }", with: "").replacing(" or ", with: ", ")
      for word in words.split(separator: ", ").map(String.init) where !word.contains(" ") {
        let isThere = KeyWords.all.contains {
          $0.key == key.path && $0.settings.contains { $0.word == word }
        }
        let isElsewhere = Self.wordsElsewhere.contains("\(key.path) \(word)")
        #expect(isThere != isElsewhere, "nothing shows what '\(word)' of '\(key.path)' does")
      }
    }
  }

  @Test("each word of a key gives a run of its own", arguments: KeyWords.all)
  func distinct(words: KeyWords) throws {
    var known: [[String]: String] = [:]
    for (word, setting) in words.settings {
      let trace = try Trace.known(words.base, words.given + [setting])
      let same = known.updateValue(word, forKey: trace.seconds)
      #expect(same == nil, "\(words.key): \(same ?? "") and \(word) are one")
    }
  }

  @Test("the suites that prove keys of the text are there")
  func suites() {
    let folder = Repository.root + "Tests"
    let files = FileManager.default.enumerator(atPath: folder)?.allObjects as? [String] ?? []
    let names = Set(files.map { String($0.split(separator: "/").last ?? "") })
    for (key, suite) in Self.ofTheText {
      #expect(names.contains("\(suite).swift"), "nothing proves '\(key)'")
    }
  }

  @Test("every parameter of the policy catalogue is a key of the schema")
  func parameters() {
    let keys = SceneSchema.describe("policies")
    for kind in PolicyCatalog.standard.kinds {
      for parameter in kind.parameters {
        #expect(
          keys.contains {
            $0.path == "policies.*.\(parameter.name)" && $0.condition.hasSuffix(" is \(kind.name)")
          })
      }
    }
  }

  @Test(
    "a key that waits without a move has one word still: else it needs a move",
    arguments: waiting.keys.filter { key in !KeyMove.all.contains { $0.key == key } })
  func single(key: String) {
    let found = SceneSchema.describe(key).first
    #expect(found.map { !$0.expectation.contains(" or ") && !$0.expectation.contains(",") } == true)
  }

  @Test("the weights of a learned field change a run", arguments: FieldLayer.allCases)
  func weights(layer: FieldLayer) throws {
    let folder = TemporaryFolder()
    let (d, h) = (layer == .orchestrator ? OrchestratorSchema.count : ExecutorSchema.count, 2)
    let count = GRUWeights.parameterCount(features: d, actions: 0, hidden: h)
    var traces: [Trace] = []
    for value in [Float(0.1), 0.3] {
      let weights = try GRUWeights(
        featureCount: d, actionCount: 0, hiddenCount: h,
        parameters: [Float](repeating: value, count: count))
      try folder.write(weights.bytes, to: "\(value).gru")
      let field = "coordination.\(layer)_field"
      traces.append(
        try Trace.known(
          .depot, ["\(field).recursion=gru", "\(field).weights=\(folder.path)/\(value).gru"]))
    }
    #expect(traces[0].seconds != traces[1].seconds)
  }

  @Test("a zone set changes a run, by each kind of zone that robots obey")
  func zoneSet() throws {
    let folder = TemporaryFolder()
    let corners =
      "[{\"x\": 4, \"y\": 0}, {\"x\": 10, \"y\": 0}, {\"x\": 10, \"y\": 3.4}, {\"x\": 4, \"y\": 3.4}]"
    let block = "[{\"x\": 8, \"y\": 3}, {\"x\": 9, \"y\": 3}, {\"x\": 9, \"y\": 4}]"
    var traces = [try Trace.known(.depot, [])]
    for (name, zone) in [
      ("penalty", "\"PENALTY\", \"penaltyFactor\": 0.95, \"vertices\": \(corners)"),
      ("limit", "\"SPEED_LIMIT\", \"maximumSpeed\": 0.3, \"vertices\": \(corners)"),
      ("blocked", "\"BLOCKED\", \"vertices\": \(block)"),
    ] {
      try folder.write(
        "{\"mapId\": \"m\", \"zoneSetId\": \"s\", \"zones\": [{\"zoneId\": \"z\", \"zoneType\": \(zone)}]}",
        to: "\(name).json")
      traces.append(
        try Trace.known(.depot, ["world.traffic.zone_set=\(folder.path)/\(name).json"]))
    }
    #expect(Set(traces.map(\.seconds)).count == 4)
  }

  @Test("another log of orders, and another beginning of it, change a run")
  func orders() throws {
    let folder = TemporaryFolder()
    try folder.write("time,from,to\n1,in,out\n4,out,in\n", to: "a.csv")
    try folder.write("time,from,to\n1,out,in\n4,out,in\n", to: "b.csv")
    let traces = try [("a", 0), ("b", 0), ("a", 1)].map { name, start in
      try Trace.known(
        .depot,
        [
          "tasks.move={name: move, orders: \(folder.path)/\(name).csv, orders_from: \(start) s}",
          "tasks.back.rate=0 /s",
        ])
    }
    #expect(traces[0].seconds != traces[1].seconds)
    #expect(traces[0].seconds != traces[2].seconds)
  }

  @Test(
    "a key that is moved from its default changes a state hash or a named output",
    arguments: KeyMove.all.filter { waiting[$0.key] == nil })
  func moved(move: KeyMove) throws {
    let before = try Trace.known(move.base, move.given + move.from)
    let isSeen = try Trace.differs(from: before, move.base, move.given + move.to)
    #expect(isSeen, "\(move.key): \(move.from) → \(move.to) changes nothing")
  }

  @Test(
    "a key that waits is without effect still: else it leaves the list",
    arguments: KeyMove.all.filter { waiting[$0.key] != nil })
  func waits(move: KeyMove) throws {
    let before = try Trace.known(move.base, move.given + move.from)
    #expect(try !Trace.differs(from: before, move.base, move.given + move.to))
  }
}

/// What a short run shows, second by second.
struct Trace: Sendable {
  /// State hash and all that is reported of a second. [seconds + 1]
  private(set) var seconds: [String] = []
  private static let length = 12
  private static let cache = Mutex<[String: Trace]>([:])

  /// The trace of a scene, run once.
  static func known(_ base: KeyScene, _ settings: [String]) throws -> Trace {
    let name = base.rawValue + settings.joined(separator: ";")
    if let trace = cache.withLock({ $0[name] }) { return trace }
    var trace = Trace()
    try run(base, settings) { second in
      trace.seconds.append(second)
      return true
    }
    let made = trace
    cache.withLock { $0[name] = made }
    return made
  }

  /// True where a scene shows something else in some second; ends there.
  static func differs(
    from other: Trace, _ base: KeyScene, _ settings: [String]
  ) throws -> Bool {
    var index = 0
    var differs = false
    try run(base, settings) { second in
      differs = index >= other.seconds.count || other.seconds[index] != second
      index += 1
      return !differs
    }
    return differs || index != other.seconds.count
  }

  private static func run(
    _ base: KeyScene, _ settings: [String], _ note: (String) -> Bool
  ) throws {
    var text = base.text
    var overrides: [(String, String)] = []
    for setting in settings {
      let parts = setting.split(separator: " => ")
      if parts.count == 2 {
        guard text.contains(parts[0]) else { throw TestProblem("no '\(parts[0])' in the scene") }
        text = text.replacing(parts[0], with: parts[1])
      } else {
        let equals = setting.firstIndex(of: "=") ?? setting.endIndex
        overrides.append((String(setting[..<equals]), String(setting[equals...].dropFirst())))
      }
    }
    let loaded = SceneLoader.load(text: text, file: "keys.fleet.yaml", overrides: overrides)
    let model: WorldModel
    switch CompiledScene(loaded) {
    case .ready(let compiled, _): model = compiled
    case .wrong(let diagnostics):
      throw TestProblem(diagnostics.map(\.rendered).joined(separator: "\n"))
    }
    let pool = WorkerPool(workerCount: 1)
    var fleet = Fleet(model: model, pool: pool)
    let rate = model.scene.clocks.physicsRate
    for second in 0...length {
      guard note(words(fleet)), second < length else { return }
      for _ in 0..<rate {
        if fleet.isFinished { return }
        fleet.step()
      }
    }
  }

  private static func words(_ fleet: borrowing Fleet) -> String {
    let report = fleet.report()
    let extra = fleet.extraFieldRows().map { "\($0.feature)=\($0.value)" }
    let success = report.isSuccess.map { "\($0)" } ?? "none"
    return report.stateHash + report.figures.map { " \($0.key)=\($0.value)" }.joined()
      + " \(extra) \(success)"
  }
}
