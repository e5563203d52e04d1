import Contracts
import MeanFields
import SimCore

/// The tree of mode `hierarchy`: reports go up, shares of the demand come down.
///
///     level 0   groups of `fanout` robots, in index order
///     level 1   `fanout` groups each, …
///     root      one node per class; the roots share the demand by their idle robots
///
/// At every orchestrator tick each node adds up what its children reported at the tick before (idle
/// robots, claims per option) and hands down what its parent gave it at the tick before, so news need
/// one tick per level in each direction. A node gives each child the jobs that the child's robots have
/// claimed, and splits what is left of each option in proportion to the children's idle robots; whole
/// jobs stay whole, and the remainders go round from tick to tick.
///
/// There is no statistic of the population anywhere: a robot knows its own group and its quota.
///
/// - Complexity: O(robots + nodes × options) per tick, no allocation after `init`.
public struct QuotaTree: ~Copyable {
  /// Robots or nodes per node.
  public let fanout: Int
  /// Number of task options J.
  public let optionCount: Int

  /// The part of the tree over one class.
  private struct Branch {
    /// The class's robots.
    var robotCount: Int
    /// First node of each level, then the end.
    var firstNode: [Int]
    var levelCount: Int { firstNode.count - 1 }
    var root: Int { firstNode[firstNode.count - 1] - 1 }
  }
  private let branches: [Branch]
  /// Per node: idle robots, then claims per option. [nodeCount × (1 + optionCount)]
  private var report: Buffer<Float>
  /// Per node: jobs handed to it, per option. [nodeCount × optionCount]
  private var quota: Buffer<Float>
  private var tick = 0

  /// Trees over classes of these numbers of robots, without any reports yet.
  public init(classCounts: [Int], fanout: Int, optionCount: Int) {
    self.fanout = max(2, fanout)
    self.optionCount = optionCount
    var end = 0
    var branches: [Branch] = []
    for count in classCounts {
      var nodes = (max(1, count) + self.fanout - 1) / self.fanout
      var first = [end]
      while true {
        end += nodes
        first.append(end)
        if nodes == 1 { break }
        nodes = (nodes + self.fanout - 1) / self.fanout
      }
      branches.append(Branch(robotCount: count, firstNode: first))
    }
    self.branches = branches
    report = Buffer(count: max(1, end * (1 + optionCount)), repeating: 0)
    quota = Buffer(count: max(1, end * optionCount), repeating: 0)
  }

  /// Number of nodes of a class's tree.
  public func nodeCount(classIndex: Int) -> Int {
    branches[classIndex].root + 1 - branches[classIndex].firstNode[0]
  }

  /// Number of levels of a class's tree: ticks that news need to the root, less one.
  public func levelCount(classIndex: Int) -> Int { branches[classIndex].levelCount }

  /// Writes what each robot of a class was handed: its group's jobs per option.
  ///
  /// - Parameters:
  ///   - classIndex: The class.
  ///   - demand: [robots of the class × optionCount]
  public func writeQuotas(classIndex: Int, into demand: UnsafeMutablePointer<Float>) {
    for robot in 0..<branches[classIndex].robotCount {
      writeQuota(classIndex: classIndex, robot: robot, into: demand + robot * optionCount)
    }
  }

  /// Writes what one robot of a class was handed. [optionCount]
  public func writeQuota(
    classIndex: Int, robot: Int, into demand: UnsafeMutablePointer<Float>
  ) {
    let group = branches[classIndex].firstNode[0] + robot / fanout
    for j in 0..<optionCount { demand[j] = quota[group * optionCount + j] }
  }

  /// One orchestrator tick: every level moves on by one hop.
  ///
  /// - Parameters:
  ///   - rows: Planning states of all robots, class by class.
  ///   - demand: Open jobs per option. [optionCount]
  ///   - isAble: Which classes may do which option. [classCount × optionCount]
  public mutating func advance(
    rows: UnsafePointer<OrchestratorMicrostate>, demand: UnsafePointer<Float>, isAble: [Bool]
  ) {
    let optionCount = self.optionCount
    // Down first, from the groups up to the root: each reads what its parent had at the last tick.
    for branch in branches {
      for level in 0..<branch.levelCount - 1 {
        for child in stride(
          from: branch.firstNode[level], to: branch.firstNode[level + 1], by: fanout)
        {
          let parent = branch.firstNode[level + 1] + (child - branch.firstNode[level]) / fanout
          let count = min(fanout, branch.firstNode[level + 1] - child)
          for j in 0..<optionCount {
            let jobs = quota[parent * optionCount + j]
            split(
              jobs, option: j, count: count, node: { child + $0 },
              isOpen: { _ in true })
          }
        }
      }
    }
    for j in 0..<optionCount {
      let branches = self.branches
      split(
        demand[j], option: j, count: branches.count, node: { branches[$0].root },
        isOpen: { isAble[$0 * optionCount + j] })
    }
    // Up from the root to the groups: each reads what its children had at the last tick.
    var row = 0
    for branch in branches {
      for level in stride(from: branch.levelCount - 1, through: 1, by: -1) {
        for node in branch.firstNode[level]..<branch.firstNode[level + 1] {
          sumChildren(node, level: level, branch)
        }
      }
      for group in branch.firstNode[0]..<branch.firstNode[1] {
        count(group, rows + row, branch)
      }
      row += branch.robotCount
    }
    tick += 1
  }

  /// Hands jobs of an option to some nodes: first what their robots have claimed, then the rest in
  /// proportion to their idle robots.
  private mutating func split(
    _ jobs: Float, option j: Int, count: Int, node: (Int) -> Int, isOpen: (Int) -> Bool
  ) {
    let width = 1 + optionCount
    var left = jobs
    var idle: Float = 0
    for k in 0..<count {
      let own = min(left, report[node(k) * width + 1 + j])
      quota[node(k) * optionCount + j] = own
      left -= own
      if isOpen(k) { idle += report[node(k) * width] }
    }
    guard left > 0, idle > 0 else { return }
    // Whole jobs by share; what remains goes to one node after another, another first each tick.
    var rest = left
    for k in 0..<count where isOpen(k) {
      let whole = (left * report[node(k) * width] / idle).rounded(.down)
      quota[node(k) * optionCount + j] += whole
      rest -= whole
    }
    for turn in 0..<count where rest > 0 {
      let k = (tick &+ j &+ turn) % count
      guard isOpen(k), report[node(k) * width] > 0 else { continue }
      let one = min(1, rest)
      quota[node(k) * optionCount + j] += one
      rest -= one
    }
  }

  private mutating func sumChildren(_ node: Int, level: Int, _ branch: Branch) {
    let width = 1 + optionCount
    let first = branch.firstNode[level - 1] + (node - branch.firstNode[level]) * fanout
    let end = min(first + fanout, branch.firstNode[level])
    for k in 0..<width {
      var sum: Float = 0
      for child in first..<end { sum += report[child * width + k] }
      report[node * width + k] = sum
    }
  }

  private mutating func count(
    _ group: Int, _ rows: UnsafePointer<OrchestratorMicrostate>, _ branch: Branch
  ) {
    let width = 1 + optionCount
    for k in 0..<width { report[group * width + k] = 0 }
    let first = (group - branch.firstNode[0]) * fanout
    for robot in first..<min(first + fanout, branch.robotCount) {
      if rows[robot].stage == .idle { report[group * width] += 1 }
      let option = Int(rows[robot].option)
      if option >= 0 && option < optionCount { report[group * width + 1 + option] += 1 }
    }
  }

  /// Lists what a snapshot holds.
  ///
  /// Constant: `fanout`, `optionCount`, `branches`.
  public mutating func visitState(_ archive: inout StateArchive) {
    archive.visit(&report)
    archive.visit(&quota)
    archive.visit(&tick)
  }
}
