import Scenes
import Simulation

/// A scene as a study of sizes sees it: what it means at each size, and that its policies are the same at all.
public struct SizedScene {
  /// What is known of the scene at a size.
  public struct Point: Sendable {
    /// What the scene means there, apart from the seed.
    public var digest: String
    /// Hash of policies, fields, clocks, budgets and traffic rules.
    public var policyHash: String
    /// Robots of each class.
    public var classCounts: [Int]
    /// Length of a run, in simulated seconds.
    public var duration: Double
    /// How robots coordinate, in the scene's word.
    public var mode: String

    /// All robots.
    public var robotCount: Int { classCounts.reduce(0, +) }
    /// Expected cost of a run: simulated robot seconds.
    public var cost: Double { max(1, Double(robotCount) * duration) }
  }

  /// Why sizes cannot be studied.
  public enum Problem: Error, Sendable {
    /// The scene cannot be loaded or compiled at this size.
    case wrong(size: Int, [Diagnostic])
    /// Something else than the fleet differs between sizes, in a sentence.
    case differs(String)
  }

  /// The scene's file.
  public let path: String
  /// Values given to all sizes alike (`--set`).
  public let overrides: [(key: String, value: String)]
  /// What is set for a size.
  public let axis: String
  /// The files as they were at the start; all runs are made from these bytes.
  public let inputs: InputFiles
  private let seed: UInt64
  private var points: [Int: Point] = [:]
  private var first: (size: Int, point: Point)?

  /// A scene of which no size was looked at yet.
  public init(
    path: String, overrides: [(key: String, value: String)], axis: String, seed: UInt64,
    inputs: InputFiles
  ) {
    self.path = path
    self.overrides = overrides
    self.axis = axis
    self.seed = seed
    self.inputs = inputs
  }

  /// The scene at a size; compiled the first time it is asked for.
  ///
  /// With a fixed policy, what depends on the size is the fleet alone, or the environment that the scene scales with
  /// it; the policy hash has neither (mathematics C10).
  ///
  /// - Throws: `wrong` where there is no such scene; `differs` where policy hash, length of runs or way of
  ///   coordinating are others than at the first size that was asked for.
  /// - Complexity: That of loading and compiling.
  public mutating func point(at size: Int) throws(Problem) -> Point {
    if let point = points[size] { return point }
    let loaded = SceneLoader.load(
      path: path, overrides: (overrides + [(axis, String(size))]).map { ($0.key, $0.value) },
      seed: seed, inputs: inputs, runsSweep: false)
    let model: WorldModel
    switch CompiledScene(loaded) {
    case .ready(let compiled, _): model = compiled
    case .wrong(let diagnostics): throw .wrong(size: size, diagnostics)
    }
    let point = Point(
      digest: model.scene.digest, policyHash: model.policyHash,
      classCounts: model.scene.robots.map(\.count), duration: Double(model.scene.run.duration),
      mode: model.modeName)
    if let first { try compare(size, point, first) } else { first = (size, point) }
    points[size] = point
    return point
  }

  /// The sizes at which the scene can be made, where those at both ends may be too few or too many for it.
  ///
  /// What fails at one size is taken to fail at all beyond it: too many for the floor, or for a parameter's bounds.
  ///
  /// - Parameters:
  ///   - sizes: The grid, rising.
  ///   - own: A size that can be made, such as the scene's own.
  /// - Returns: The sizes of the grid that can be made, with the greatest one behind them (within 2 %), and why more
  ///   cannot; nothing where all can.
  /// - Throws: `differs`, and `wrong` where not even `own` can be made.
  /// - Complexity: That of O(sizes) compilations.
  public mutating func feasible(
    _ sizes: [Int], near own: Int
  ) throws(Problem) -> (sizes: [Int], excess: [Diagnostic]) {
    _ = try point(at: own)
    var found: [Int] = []
    for size in sizes.reversed() where size < own {
      guard try mistakes(at: size) == nil else { break }
      found.insert(size, at: 0)
    }
    var excess: [Diagnostic] = []
    var (good, bad) = (own, Int.max)
    for size in sizes where size >= own {
      if let mistakes = try mistakes(at: size) {
        (bad, excess) = (size, mistakes)
        break
      }
      found.append(size)
      good = size
    }
    while !excess.isEmpty, bad - good > max(1, good / 50) {
      let middle = good + (bad - good) / 2
      if let mistakes = try mistakes(at: middle) {
        (bad, excess) = (middle, mistakes)
      } else {
        good = middle
      }
    }
    if found.last != good { found.append(good) }
    return (found, excess)
  }

  private mutating func mistakes(at size: Int) throws(Problem) -> [Diagnostic]? {
    do throws(Problem) {
      _ = try point(at: size)
      return nil
    } catch {
      if case .wrong(_, let diagnostics) = error { return diagnostics }
      throw error
    }
  }

  private func compare(
    _ size: Int, _ point: Point, _ first: (size: Int, point: Point)
  ) throws(Problem) {
    let (one, other) = ("\(axis) = \(first.size)", "\(axis) = \(size)")
    if point.policyHash != first.point.policyHash {
      throw .differs(
        "the policy is not the same at \(one) (hash \(first.point.policyHash)) and at \(other) "
          + "(\(point.policyHash)): policies, fields, clocks, budgets and traffic rules must not depend on "
          + "\(axis)")
    }
    if point.duration != first.point.duration {
      throw .differs(
        "runs are not of the same length at \(one) and at \(other): run.duration must not depend on \(axis)"
      )
    }
    if point.mode != first.point.mode {
      throw .differs(
        "the mode is not the same at \(one) (\(first.point.mode)) and at \(other) (\(point.mode))")
    }
  }
}
