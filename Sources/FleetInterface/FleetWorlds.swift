import Contracts
import Doors
import Policies
import SimCore
import Simulation

/// Many runs of one scene side by side, whose outside policies the caller plays.
///
/// All that is exchanged lies in one array per class, layer and kind, over all worlds. Worlds with the same
/// seed have the same bits, however many there are and on however many threads.
final class FleetWorlds {
  /// What was asked for.
  let request: WorldsRequest
  /// Groups in the order of a surface, each over all worlds.
  let arrays: [PolicyArrays]
  /// Rewards of each group. [worlds × robots]
  let rewards: [UnsafeMutablePointer<Float>]
  /// 1 where a world is at its end. [worlds]
  let isFinished: UnsafeMutablePointer<UInt8>
  /// The compiled scene of the first world, for descriptions.
  let model: WorldModel
  /// What went wrong last, for people.
  var lastError = ""
  private var worlds: [FleetWorld] = []
  private var failures: [String?]
  private let pool: WorkerPool
  private var players: [PlayerKey: BuiltInPlayer] = [:]

  private struct PlayerKey: Hashable {
    var (group, world) = (0, 0)
    var kind: String
  }

  /// Opens a scene: every world stands at the beginning of its run, and observations are written.
  ///
  /// - Throws: `WorldsError` with all mistakes of the scene.
  /// - Complexity: O(worlds × compiling the scene).
  init(_ request: WorldsRequest) throws(WorldsError) {
    self.request = request
    pool = WorkerPool(workerCount: request.workerCount)
    let models = try Self.models(request, seeds: Self.seeds(request), pool)
    model = models[0]
    let inner = Self.innerPool(request, pool)
    let first = Fleet(model: model, pool: inner)
    let shapes = try request.shapes(of: first)
    let arrays = shapes.map { PolicyArrays($0, worldCount: request.worldCount) }
    let rewards = shapes.map { shape in
      let count = max(1, request.worldCount * shape.robotCount)
      let numbers = UnsafeMutablePointer<Float>.allocate(capacity: count)
      numbers.initialize(repeating: 0, count: count)
      return numbers
    }
    (self.arrays, self.rewards) = (arrays, rewards)
    isFinished = .allocate(capacity: request.worldCount)
    isFinished.initialize(repeating: 0, count: request.worldCount)
    failures = Array(repeating: nil, count: request.worldCount)
    worlds = (0..<request.worldCount).map { world in
      FleetWorld(
        Fleet(model: models[world], pool: Self.innerPool(request, pool)),
        PolicySurface(arrays.map { PolicyGroup($0, world: world) }),
        rewards: shapes.indices.map { rewards[$0] + world * shapes[$0].robotCount }, request)
    }
  }

  deinit {
    isFinished.deallocate()
    for numbers in rewards { numbers.deallocate() }
  }

  /// A single world shares its robots among the workers; many worlds are shared themselves.
  private static func innerPool(_ request: WorldsRequest, _ pool: WorkerPool) -> WorkerPool {
    request.worldCount == 1 ? pool : WorkerPool(workerCount: 1)
  }

  private static func seeds(_ request: WorldsRequest) -> [UInt64] {
    (0..<request.worldCount).map { request.seed &+ UInt64($0) }
  }

  /// The compiled scenes of some seeds, by all workers.
  private static func models(
    _ request: WorldsRequest, seeds: [UInt64], _ pool: WorkerPool
  ) throws(WorldsError) -> [WorldModel] {
    // The first alone: a scene that is wrong is wrong at once.
    var models: [WorldModel?] = [try request.model(seed: seeds[0])]
    models += Array(repeating: nil, count: seeds.count - 1)
    var errors = [WorldsError?](repeating: nil, count: seeds.count)
    models.withUnsafeMutableBufferPointer { models in
      errors.withUnsafeMutableBufferPointer { errors in
        let (models, errors) = (models, errors)
        pool.run(parts: seeds.count) { world in
          guard models[world] == nil else { return }
          // Each part writes elements of its own.
          do throws(WorldsError) { models[world] = try request.model(seed: seeds[world]) } catch {
            errors[world] = error
          }
        }
      }
    }
    for error in errors { if let error { throw error } }
    return models.compactMap(\.self)
  }
}

// MARK: - Running

extension FleetWorlds {
  /// Takes the answers and advances all worlds by some executor ticks.
  ///
  /// - Returns: False where an answer is wrong: `lastError` names world, class, robot and column. The other
  ///   worlds have advanced.
  func advance(ticks: Int) -> Bool {
    failures.withUnsafeMutableBufferPointer { failures in
      let failures = failures
      let worlds = worlds
      let run: (Int) -> Void = { world in failures[world] = worlds[world].advance(ticks: ticks) }
      // A single world takes the workers itself.
      if worlds.count == 1 { run(0) } else { pool.run(parts: worlds.count, run) }
    }
    for world in worlds.indices { isFinished[world] = worlds[world].isFinished ? 1 : 0 }
    guard let world = failures.firstIndex(where: { $0 != nil }) else { return true }
    lastError = (worlds.count > 1 ? "world \(world): " : "") + (failures[world] ?? "")
    return false
  }

  /// Begins a world anew with a seed.
  ///
  /// - Throws: `WorldsError` where the scene cannot be compiled with it.
  func restart(world: Int, seed: UInt64) throws(WorldsError) {
    let model = try request.model(seed: seed)
    worlds[world].restart(Fleet(model: model, pool: Self.innerPool(request, pool)))
    isFinished[world] = 0
  }

  /// Begins all worlds anew: the first with a seed, the others with the next ones.
  func restart(seed: UInt64) throws(WorldsError) {
    let seeds = (0..<worlds.count).map { seed &+ UInt64($0) }
    let models = try Self.models(request, seeds: seeds, pool)
    for world in worlds.indices {
      worlds[world].restart(Fleet(model: models[world], pool: Self.innerPool(request, pool)))
      isFinished[world] = 0
    }
  }

  /// A world.
  func world(_ index: Int) -> FleetWorld? { worlds.indices.contains(index) ? worlds[index] : nil }

  /// Lets a built-in policy answer for a group in all worlds, from its observations.
  ///
  /// - Throws: `WorldsError` where there is no such policy, or it cannot be played from outside.
  func play(group: Int, kind: String) throws(WorldsError) {
    for world in worlds.indices {
      let key = PlayerKey(group: group, world: world, kind: kind)
      let part = worlds[world].surface.groups[group]
      if players[key] == nil { players[key] = try BuiltInPlayer(kind, part.shape) }
      players[key]?.play(part, step: worlds[world].step)
    }
  }
}
