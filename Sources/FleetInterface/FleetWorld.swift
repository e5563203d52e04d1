import Contracts
import Doors
import Policies
import SimCore
import Simulation

/// One run, its part of the arrays, and what its rewards compare with.
final class FleetWorld {
  /// What is exchanged.
  let surface: PolicySurface
  /// The state hash at the last tick; empty where none was asked for.
  private(set) var stateHash = ""
  private var fleet: Fleet
  private let marks: [SharedMarks]
  private var (deliveries, errands) = (0, 0)
  private let request: WorldsRequest
  private let rewards: [UnsafeMutablePointer<Float>]

  /// A world at the beginning of its run; observations are written.
  ///
  /// - Parameters:
  ///   - fleet: The run at time zero.
  ///   - surface: Its part of the arrays.
  ///   - rewards: A number for each robot of each group of the surface.
  ///   - request: What was asked for.
  init(
    _ fleet: consuming Fleet, _ surface: PolicySurface, rewards: [UnsafeMutablePointer<Float>],
    _ request: WorldsRequest
  ) {
    self.fleet = fleet
    self.surface = surface
    self.rewards = rewards
    self.request = request
    marks = surface.groups.map { SharedMarks(count: $0.shape.robotCount) }
    begin()
  }

  /// Begins anew with another run of the same scene.
  func restart(_ fleet: consuming Fleet) {
    self.fleet = fleet
    begin()
  }

  private func begin() {
    fleet.attach(surface, player: nil)
    for group in surface.groups {
      group.seed = fleet.model.seeds.policies
      group.answers.update(repeating: 0, count: group.shape.robotCount * group.shape.answerWidth)
    }
    for (index, group) in surface.groups.enumerated() {
      rewards[index].update(repeating: 0, count: group.shape.robotCount)
    }
    if request.hashesStates { stateHash = fleet.stateHash() }
    fleet.observe()
    remember()
  }

  /// True when the scene's duration has passed.
  var isFinished: Bool { fleet.isFinished }

  /// Physics steps made.
  var step: Int { fleet.stepCount }

  /// Simulated seconds.
  var time: Double { fleet.time }

  /// Jobs delivered so far.
  var delivered: Int { fleet.deliveries }

  /// Takes the answers, advances by some executor ticks, and writes rewards and observations.
  ///
  /// Answers of executors hold for all of the ticks, those of orchestrators for the first. A world that
  /// is at its end stays there.
  ///
  /// - Returns: What is wrong with an answer; nil where nothing is.
  func advance(ticks: Int) -> String? {
    for (index, group) in surface.groups.enumerated() {
      rewards[index].update(repeating: 0, count: group.shape.robotCount)
    }
    for _ in 0..<ticks where !fleet.isFinished {
      repeat { fleet.step() } while !fleet.isPolicyDue && fleet.policyFailure == nil
      if let failure = fleet.policyFailure { return failure.message }
      for group in surface.groups where group.shape.layer == .orchestrator {
        group.answers.update(repeating: 0, count: group.shape.robotCount * group.shape.answerWidth)
      }
      if request.hashesStates { stateHash = fleet.stateHash() }
      fleet.observe()
      addRewards()
      remember()
    }
    return nil
  }

  private func addRewards() {
    for (index, group) in surface.groups.enumerated() {
      for (indicator, weight) in request.rewards {
        fleet.add(
          indicator, times: weight, ofClass: group.shape.classIndex,
          since: (UnsafePointer(marks[index].base), deliveries, errands), to: rewards[index])
      }
    }
  }

  private func remember() {
    for (index, group) in surface.groups.enumerated() {
      fleet.mark(ofClass: group.shape.classIndex, to: marks[index].base)
    }
    (deliveries, errands) = (fleet.deliveries, fleet.errands)
  }
}

/// Marks of the robots of a class.
private final class SharedMarks {
  private var buffer: Buffer<RobotMark>

  init(count: Int) { buffer = Buffer(count: max(1, count), repeating: .none) }

  var base: UnsafeMutablePointer<RobotMark> { buffer.base }
}
