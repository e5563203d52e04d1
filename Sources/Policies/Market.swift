import Contracts
import MeanFields
import SimCore

/// Demand, claims and idle robots as one class sees them at one orchestrator tick, and the scratch
/// in which one robot's choice probabilities are made.
///
/// n_j counts the claims of the own class and of the others (jobs are shared); F counts the idle
/// robots of the own class, and of the others those that may do what is open: two classes that each
/// answered for the whole demand would answer it twice. Unsafe: the three scratch rows live as long as
/// the call to `plan`; each has `OrchestratorSchema.assignmentBins` elements.
struct Market {
  /// n_j: robots that have claimed a job of option j not taken yet. [optionCount]
  let claimed: UnsafeMutablePointer<Float>
  /// P(j) of the present row; what is missing to 1 is the probability of waiting. [optionCount]
  let probability: UnsafeMutablePointer<Float>
  /// U_j of the present row. [optionCount]
  let utility: UnsafeMutablePointer<Float>
  /// F: idle robots that may do what is open, as the field has it, at least 1; 1 without the field.
  private(set) var volunteers: Float = 1
  /// Robots that choose now, as the robot that sees the market has it: the idle ones, and where the
  /// robot reconsiders a claim, all that have one too, for they reconsider as well.
  private(set) var choosers: Float = 1
  /// The robot the market is seen by.
  private(set) var row = 0
  private var ownIdle: Float = 1
  private var otherIdle: Float = 0
  private let isPrivate: Bool

  init(
    _ batch: OrchestratorBatch, claimed: UnsafeMutablePointer<Float>,
    probability: UnsafeMutablePointer<Float>, utility: UnsafeMutablePointer<Float>
  ) {
    self.claimed = claimed
    self.probability = probability
    self.utility = utility
    isPrivate = batch.population.orchestratorStride != 0
    if !isPrivate { read(batch) }
  }

  /// Takes the view of one robot: where estimates are private, claims and idle robots are read anew.
  mutating func see(_ row: Int, _ batch: OrchestratorBatch) {
    self.row = row
    if isPrivate { read(batch) }
    volunteers = countVolunteers(batch)
    choosers = volunteers
    guard batch.population.orchestratorField != nil, batch.stage[row] != .idle else { return }
    for j in 0..<batch.optionCount { choosers += max(0, claimed[j]) }
  }

  private mutating func read(_ batch: OrchestratorBatch) {
    typealias Schema = OrchestratorSchema
    guard let field = batch.population.orchestratorField(of: row) else { return }
    ownIdle = max(1, batch.population.ownCount * field[Schema.bin(of: .idle)])
    otherIdle = max(0, batch.population.otherCount * field[Schema.count + Schema.bin(of: .idle)])
    for j in 0..<batch.optionCount {
      let own = field[Schema.bin(ofOption: j)]
      let others = field[Schema.count + Schema.bin(ofOption: j)]
      claimed[j] = batch.population.ownCount * own + batch.population.otherCount * others
      // Where the field knows its own error, a planner counts on one standard error of claims more
      // than it sees: two robots for one job cost more than a job that waits a period.
      guard let error = batch.population.orchestratorDeviation(of: row) else { continue }
      claimed[j] += batch.population.ownCount * error[Schema.bin(ofOption: j)]
      claimed[j] += batch.population.otherCount * error[Schema.count + Schema.bin(ofOption: j)]
    }
  }

  /// F: the own class's idle robots, and of the others' those that may do what is open.
  private func countVolunteers(_ batch: OrchestratorBatch) -> Float {
    guard let ableOthers = batch.ableOthers, otherIdle > 0 else { return ownIdle }
    var open: Float = 0
    var able: Float = 0
    for j in 0..<batch.optionCount where isFeasible(j, batch) {
      let need = deficit(j, batch)
      open += need
      able += need * ableOthers[j]
    }
    return open > 0 ? ownIdle + otherIdle * (able / open) : ownIdle
  }

  /// Takes the robot's own claim out of n_j while it reconsiders (`by: 1`), and puts it back (−1).
  func excludeOwnClaim(_ batch: OrchestratorBatch, by amount: Float) {
    guard batch.population.orchestratorField != nil, batch.stage[row] != .idle else { return }
    let directive = batch.directive[row]
    let isInForce = directive.status == .pending || directive.status == .acknowledged
    guard directive.kind == .serve, isInForce else { return }
    let option = Int(directive.option)
    if option >= 0 && option < batch.optionCount { claimed[option] -= amount }
  }

  /// True where the robot may serve option `j`.
  func isFeasible(_ j: Int, _ batch: OrchestratorBatch) -> Bool {
    batch.openJobs(j, row) > 0 && batch.travelTime[row * batch.optionCount + j] < .infinity
  }

  /// d_j = max(D_j q_j − n_j, 0): robots that option j still needs.
  func deficit(_ j: Int, _ batch: OrchestratorBatch) -> Float {
    max(0, batch.openJobs(j, row) * quorum(j, batch) - max(0, claimed[j]))
  }

  /// Zeroes the probabilities; returns how many options are feasible.
  func clearProbabilities(_ batch: OrchestratorBatch) -> Int {
    var count = 0
    for j in 0..<batch.optionCount {
      probability[j] = 0
      if isFeasible(j, batch) { count += 1 }
    }
    return count
  }

  /// B0: the same probability for every feasible option.
  func chooseUniformly(_ batch: OrchestratorBatch, _ feasibleCount: Int) {
    for j in 0..<batch.optionCount where isFeasible(j, batch) {
      probability[j] = 1 / Float(feasibleCount)
    }
  }

  /// B1: the option with the shortest travel time, the first of equals.
  func chooseNearest(_ batch: OrchestratorBatch) { probability[nearest(batch)] = 1 }

  /// The feasible option with the shortest travel time, the first of equals; −1 where none is.
  func nearest(_ batch: OrchestratorBatch) -> Int {
    var best = -1
    for j in 0..<batch.optionCount where isFeasible(j, batch) {
      let time = batch.travelTime[row * batch.optionCount + j]
      if best < 0 || time < batch.travelTime[row * batch.optionCount + best] { best = j }
    }
    return best
  }

  /// B2: the feasible option that most of the robots seen have claimed; the nearest where none has.
  func joinFullest(_ batch: OrchestratorBatch) {
    var best = -1
    for j in 0..<batch.optionCount where isFeasible(j, batch) && claimed[j] > 1e-3 {
      if best < 0 || claimed[j] > claimed[best] { best = j }
    }
    probability[best >= 0 ? best : nearest(batch)] = 1
  }

  /// B5: the row of the leader's decision rule for the robot's bin.
  ///
  /// The leader knows the fields and the demand only and broadcasts one table, bin → choice; a
  /// robot's bin is its nearest open option b. Row b is P(j) ∝ exp(β value_j min(1, d_j/F) + s [j = b]),
  /// times the open jobs per idle robot; what is missing to 1 waits.
  func followRule(_ batch: OrchestratorBatch, gain: Float, stay: Float) {
    let bin = nearest(batch)
    var sum: Float = 0
    var open: Float = 0
    for j in 0..<batch.optionCount where isFeasible(j, batch) {
      let need = deficit(j, batch)
      open += need
      let logit = gain * batch.value[j] * min(1, need / choosers) + (j == bin ? stay : 0)
      probability[j] = need > 0 ? exponential(logit) : 0
      sum += probability[j]
    }
    guard sum > 0 else { return }
    let share = min(1, open / choosers) / sum
    for j in 0..<batch.optionCount { probability[j] *= share }
  }

  /// B4q: water filling by whole quorums.
  ///
  /// Options in ascending order of d_j (the first of equals first) get min(d_j, left) of the F
  /// volunteers; where what is left does not fund the option wholly, only as many are sent as complete
  /// quorums, and filling stops. With quorum 1, or without `wholeOnly`, this is B4. The rest of the
  /// probability is reserve.
  func fillQuorums(_ batch: OrchestratorBatch, wholeOnly: Bool) {
    var left = choosers
    // Selection sort over at most 16 options: `utility` marks what has been visited.
    for j in 0..<batch.optionCount { utility[j] = isFeasible(j, batch) ? 0 : 1 }
    while left > 0 {
      var next = -1
      var least = Float.infinity
      for j in 0..<batch.optionCount where utility[j] == 0 {
        let d = deficit(j, batch)
        if d < least {
          least = d
          next = j
        }
      }
      if next < 0 { break }
      utility[next] = 1
      if least <= 0 { continue }
      if least <= left {
        probability[next] = least / choosers
        left -= least
        continue
      }
      guard wholeOnly else {
        probability[next] = left / choosers
        break
      }
      let q = quorum(next, batch)
      let present = max(0, claimed[next])
      // The tolerance keeps 5.9999 robots of a field in Float from losing a quorum of 6.
      let whole = ((present + left) / q + 1e-3).rounded(.down) * q - present
      probability[next] = min(left, max(0, whole)) / choosers
      break
    }
  }

  /// Draws an option by the probabilities, or waiting with what is missing to 1.
  ///
  /// Who reconsiders keeps the random number of its present choice: it changes its mind only where the
  /// probabilities have moved past it, with the same chances as if it drew anew. Otherwise a fleet
  /// between two equal options would turn round at every second look.
  func draw(_ batch: OrchestratorBatch) -> OrchestratorDecision {
    let present = batch.directive[row]
    let reconsiders = batch.stage[row] != .idle && present.kind == .serve && present.identifier > 0
    var stream = RandomStream(
      seed: batch.seed, classIndex: batch.classIndex, index: row,
      step: reconsiders ? Int(present.choiceStep) : batch.step, purpose: .orchestrator)
    let u = stream.uniform()
    var entropy: Float = 0
    var cumulative: Float = 0
    var chosen = -1
    var last = -1
    for j in 0..<batch.optionCount {
      let p = probability[j]
      if p <= 0 { continue }
      entropy -= p * naturalLogarithm(p)
      cumulative += p
      last = j
      if chosen < 0 && u < cumulative { chosen = j }
    }
    let reserve = 1 - cumulative
    if reserve > 1e-5 {
      entropy -= reserve * naturalLogarithm(reserve)
    } else if chosen < 0 {
      chosen = last  // u fell into the rounding of the sum
    }
    guard chosen >= 0 else { return OrchestratorDecision(kind: .wait, entropy: max(0, entropy)) }
    let rivals = max(0, claimed[chosen]) + (volunteers - 1) * probability[chosen]
    let places = batch.openJobs(chosen, row) * quorum(chosen, batch)
    return OrchestratorDecision(
      kind: .serve, option: Int16(chosen), entropy: max(0, entropy),
      predictedSuccess: min(1, places / (rivals + 1)))
  }

  private func quorum(_ j: Int, _ batch: OrchestratorBatch) -> Float {
    max(1, batch.quorum?[j] ?? 1)
  }
}
