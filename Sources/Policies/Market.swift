import Contracts
import MeanFields
import SimCore

/// Demand, claims and idle robots as one robot sees them at one orchestrator tick, and the
/// probabilities of its choice.
///
/// n_j counts the claims of the own class and of the others (jobs are shared); F counts the idle
/// robots of the own class, and of the others those that may do what is open: two classes that each
/// answered for the whole demand would answer it twice.
public struct Market {
  /// A number for each option.
  public typealias PerOption = InlineArray<16, Float>

  /// The robot the market is seen by.
  public private(set) var robot: OrchestratorRow
  /// P(j); what is missing to 1 is the probability of waiting.
  public var probability = PerOption(repeating: 0)
  /// n_j: robots that have claimed a job of option j not taken yet.
  public private(set) var claimed = PerOption(repeating: 0)
  /// Options that the robot may serve.
  public private(set) var feasibleCount = 0
  /// F: idle robots that may do what is open, as the field has it, at least 1; a stated prior without the field.
  public private(set) var volunteers: Float
  /// Robots that choose now, as the robot that sees the market has it: the idle ones, and where the
  /// robot reconsiders a claim, all that have one too, for they reconsider as well.
  public private(set) var choosers: Float
  private var ownIdle: Float
  private var otherIdle: Float = 0
  private var queueing: Float = 0
  private var allClaimed: Float = 0

  /// The market of a class, as its first robot to decide sees it; without m^orch so many robots are idle.
  init(seenBy robot: OrchestratorRow, priorIdle: Float = 1) {
    self.robot = robot
    (volunteers, choosers, ownIdle) = (priorIdle, priorIdle, priorIdle)
    if !robot.hasOwnEstimate { read() }
  }

  /// Idle robots of all classes, as m^orch counts them, at least 1; a prior without it.
  public var idle: Float { ownIdle + otherIdle }

  /// Number of task options.
  public var optionCount: Int { robot.optionCount }

  /// True where the mode grants m^orch: claims and idle robots are known.
  public var knowsClaims: Bool { robot.population.plans != nil }

  /// True where the robot may serve an option: jobs are open, and its pick-up can be reached.
  public func isFeasible(_ option: Int) -> Bool {
    robot.openJobs(option) > 0 && robot.travelTime(option) < .infinity
  }

  /// d_j = max(D_j q_j − n_j, 0): robots that an option still needs.
  public func deficit(_ option: Int) -> Float {
    max(0, robot.openJobs(option) * robot.quorum(option) - max(0, claimed[option]))
  }

  /// Robots that queue for an option: those that m^orch counts, shared out over the options as the claims are; 0
  /// without it.
  public func queue(_ option: Int) -> Float {
    allClaimed > 1e-3 ? max(0, queueing) * max(0, claimed[option]) / allClaimed : 0
  }

  /// The feasible option with the shortest travel time, the first of equals; nil where none is.
  public var nearest: Int? {
    var best: Int?
    var least = Float.infinity
    for option in 0..<optionCount where isFeasible(option) {
      let time = robot.travelTime(option)
      if time < least {
        best = option
        least = time
      }
    }
    return best
  }
}

// MARK: - The view of one robot

extension Market {
  /// Takes the view of one robot: where estimates are private, claims and idle robots are read anew.
  mutating func see(_ robot: OrchestratorRow) {
    self.robot = robot
    if robot.hasOwnEstimate { read() }
    volunteers = countVolunteers()
    choosers = volunteers
    feasibleCount = 0
    for option in 0..<optionCount {
      probability[option] = 0
      if isFeasible(option) { feasibleCount += 1 }
    }
    guard knowsClaims, robot.stage != .idle else { return }
    for option in 0..<optionCount { choosers += max(0, claimed[option]) }
  }

  private mutating func read() {
    typealias Schema = OrchestratorSchema
    let population = robot.population
    guard let plans = population.plans else { return }
    let error = population.planErrors
    allClaimed = 0
    queueing = population.count(.queueing, in: plans)
    ownIdle = max(1, population.ownCount * plans[own: Schema.bin(of: .idle)])
    otherIdle = max(0, population.otherCount * plans[others: Schema.bin(of: .idle)])
    for option in 0..<optionCount {
      let bin = Schema.bin(ofOption: option)
      claimed[option] =
        population.ownCount * plans[own: bin] + population.otherCount * plans[others: bin]
      allClaimed += max(0, claimed[option])
      // Where the field knows its own error, a planner counts on one standard error of claims more
      // than it sees: two robots for one job cost more than a job that waits a period.
      guard let error else { continue }
      claimed[option] += population.ownCount * error[own: bin]
      claimed[option] += population.otherCount * error[others: bin]
    }
  }

  /// F: the own class's idle robots, and of the others' those that may do what is open.
  private func countVolunteers() -> Float {
    guard otherIdle > 0 else { return ownIdle }
    var open: Float = 0
    var able: Float = 0
    for option in 0..<optionCount where isFeasible(option) {
      guard let share = robot.ableOthers(option) else { return ownIdle }
      let need = deficit(option)
      open += need
      able += need * share
    }
    return open > 0 ? ownIdle + otherIdle * (able / open) : ownIdle
  }

  /// Takes the robot's own claim out of n_j while it reconsiders (`by: 1`), and puts it back (−1).
  mutating func excludeOwnClaim(by amount: Float) {
    guard knowsClaims, robot.stage != .idle else { return }
    let directive = robot.directive
    let isInForce = directive.status == .pending || directive.status == .acknowledged
    guard directive.kind == .serve, isInForce else { return }
    let option = Int(directive.option)
    if option >= 0 && option < optionCount { claimed[option] -= amount }
  }
}

extension PopulationReading {
  /// Robots of all classes in a stage, as m^orch counts them.
  func count(_ stage: RobotStage, in plans: FieldReading) -> Float {
    let bin = OrchestratorSchema.bin(of: stage)
    return ownCount * plans[own: bin] + otherCount * plans[others: bin]
  }
}

// MARK: - The choice

extension Market {
  /// Makes the robot set out a share of the time only, whatever it chooses.
  mutating func hold(to share: Float) {
    for option in 0..<optionCount { probability[option] *= share }
  }

  /// Draws an option by the probabilities, or waiting with what is missing to 1.
  ///
  /// Who reconsiders keeps the random number of its present choice: it changes its mind only where the
  /// probabilities have moved past it, with the same chances as if it drew anew. Otherwise a fleet
  /// between two equal options would turn round at every second look.
  func draw() -> OrchestratorDecision {
    let present = robot.directive
    let reconsiders = robot.stage != .idle && present.kind == .serve && present.identifier > 0
    var stream = robot.random(reconsiders ? Int(present.choiceStep) : robot.step)
    let u = stream.uniform()
    var entropy: Float = 0
    var cumulative: Float = 0
    var chosen = -1
    var last = -1
    for option in 0..<optionCount {
      let p = probability[option]
      if p <= 0 { continue }
      entropy -= p * naturalLogarithm(p)
      cumulative += p
      last = option
      if chosen < 0 && u < cumulative { chosen = option }
    }
    let reserve = 1 - cumulative
    if reserve > 1e-5 {
      entropy -= reserve * naturalLogarithm(reserve)
    } else if chosen < 0 {
      chosen = last  // u fell into the rounding of the sum
    }
    guard chosen >= 0 else { return OrchestratorDecision(kind: .wait, entropy: max(0, entropy)) }
    let rivals = max(0, claimed[chosen]) + (volunteers - 1) * probability[chosen]
    let places = robot.openJobs(chosen) * robot.quorum(chosen)
    return OrchestratorDecision(
      kind: .serve, option: Int16(chosen), entropy: max(0, entropy),
      predictedSuccess: min(1, places / (rivals + 1)))
  }
}
