import Contracts
import MeanFields
import SimCore

/// One world's part of `PolicyArrays`: the robots of a class with a policy outside.
///
/// An object, so that the tick, a process and the C interface see the same numbers; loops over robots take
/// its pointers once.
public final class PolicyGroup {
  /// The two layers.
  public typealias Layer = FieldLayer

  /// What is exchanged.
  public let shape: PolicyGroupShape
  /// What is seen. [robots × layout.width]
  public let observations: UnsafeMutablePointer<Float>
  /// 1 where a robot is asked at this tick. [robots]
  public let isAsked: UnsafeMutablePointer<UInt8>
  /// The answers. [robots × answerWidth]
  public let answers: UnsafeMutablePointer<Float>
  /// What is told beside them; NaN where nothing is. [robots × reportWidth]
  public let reports: UnsafeMutablePointer<Float>
  /// The field m^orch, own half then others. [planRows × planWidth]
  public let plans: UnsafeMutablePointer<Float>
  /// Standard errors of it. [planErrorRows × planWidth]
  public let planErrors: UnsafeMutablePointer<Float>
  /// The field m^exec, own half then others. [contextRows × contextWidth]
  public let contexts: UnsafeMutablePointer<Float>
  /// Number of robots that the own half of the fields speaks for, and the others. [2]
  public let counts: UnsafeMutablePointer<Float>
  /// The seed of the policies' random numbers in this world.
  public var seed: UInt64
  /// The memory.
  private let arrays: PolicyArrays

  /// A world's part.
  public init(_ arrays: PolicyArrays, world: Int = 0) {
    precondition(world >= 0 && world < arrays.worldCount, "world \(world) of \(arrays.worldCount)")
    self.arrays = arrays
    shape = arrays.shape
    seed = arrays.shape.seed
    let first = world * shape.robotCount
    observations = arrays.observations + first * shape.layout.width
    isAsked = arrays.isAsked + first
    answers = arrays.answers + first * shape.answerWidth
    reports = arrays.reports + first * shape.reportWidth
    plans = arrays.plans + world * shape.planRows * shape.planWidth
    planErrors = arrays.planErrors + world * shape.planErrorRows * shape.planWidth
    contexts = arrays.contexts + world * shape.contextRows * shape.contextWidth
    counts = arrays.counts + 2 * world
  }

  /// Number of robots that are asked at this tick.
  public var askedCount: Int {
    var count = 0
    for robot in 0..<shape.robotCount where isAsked[robot] != 0 { count += 1 }
    return count
  }
}

// MARK: - What is seen

extension PolicyGroup {
  /// Writes what all executors of the class see; all are asked.
  ///
  /// - Complexity: O(robots × columns), shared by the workers; no allocation.
  package func see(_ columns: ExecutorColumns, _ pool: WorkerPool) {
    let (layout, width, observations) = (shape.layout, shape.layout.width, observations)
    withUnsafePointer(to: columns) { columns in
      pool.run(count: shape.robotCount, stripe: 256) { stripe in
        for robot in stripe {
          layout.write(
            ExecutorRow(columns, index: robot), to: observations + robot * width)
        }
      }
    }
    isAsked.update(repeating: 1, count: shape.robotCount)
    reports.update(repeating: .nan, count: shape.robotCount * shape.reportWidth)
    see(columns.population)
  }

  /// Writes what the orchestrators see that are due; they alone are asked.
  ///
  /// - Complexity: O(due × columns), no allocation.
  package func see(_ columns: OrchestratorColumns, due: UnsafeBufferPointer<Int32>) {
    let width = shape.layout.width
    isAsked.update(repeating: 0, count: shape.robotCount)
    for row in due {
      let robot = Int(row)
      isAsked[robot] = 1
      shape.layout.write(
        OrchestratorRow(columns, index: robot), to: observations + robot * width)
    }
    see(columns.population)
  }

  /// Asks nobody: no robot of the class is due.
  package func seeNobody() { isAsked.update(repeating: 0, count: shape.robotCount) }

  private func see(_ population: PopulationView) {
    (counts[0], counts[1]) = (population.ownCount, population.otherCount)
    copy(
      population.orchestratorField, stride: population.orchestratorStride, to: plans,
      rows: shape.planRows, width: shape.planWidth)
    copy(
      population.orchestratorDeviation, stride: population.orchestratorDeviationStride,
      to: planErrors, rows: shape.planErrorRows, width: shape.planWidth)
    copy(
      population.executorField, stride: population.executorStride, to: contexts,
      rows: shape.contextRows, width: shape.contextWidth)
  }

  private func copy(
    _ field: UnsafePointer<Float>?, stride: Int, to rows: UnsafeMutablePointer<Float>,
    rows count: Int, width: Int
  ) {
    guard let field else { return }
    // In bounds: a field has a row for each robot where its stride is not 0, and then `count` is N.
    for row in 0..<count { (rows + row * width).update(from: field + row * stride, count: width) }
  }
}
