import MeanFields
import SimCore

/// Demand, claims and idle robots as one class sees them at one orchestrator tick, and the scratch
/// in which one robot's choice probabilities are made.
///
/// n_j counts the claims of the own class and of the others (jobs are shared); F counts the idle
/// robots of the own class (whether others could do the job is not known). Unsafe: the three scratch
/// rows live as long as the call to `plan`; each has `OrchestratorSchema.assignmentBins` elements.
struct Market {
  /// n_j: robots that have claimed a job of option j not taken yet. [optionCount]
  let claimed: UnsafeMutablePointer<Float>
  /// P(j) of the present row; what is missing to 1 is the probability of waiting. [optionCount]
  let probability: UnsafeMutablePointer<Float>
  /// U_j of the present row. [optionCount]
  let utility: UnsafeMutablePointer<Float>
  /// F: idle robots of the class as the field has it, at least 1; 1 without the field.
  let idle: Float

  init(
    _ batch: OrchestratorBatch, claimed: UnsafeMutablePointer<Float>,
    probability: UnsafeMutablePointer<Float>, utility: UnsafeMutablePointer<Float>
  ) {
    self.claimed = claimed
    self.probability = probability
    self.utility = utility
    typealias Schema = OrchestratorSchema
    guard let field = batch.population.orchestratorField else {
      idle = 1
      return
    }
    idle = max(1, batch.population.ownCount * field[Schema.bin(of: .idle)])
    for j in 0..<batch.optionCount {
      let own = field[Schema.bin(ofOption: j)]
      let others = field[Schema.count + Schema.bin(ofOption: j)]
      claimed[j] = batch.population.ownCount * own + batch.population.otherCount * others
    }
  }

  /// Takes a robot's own claim out of n_j while it reconsiders (`by: 1`), and puts it back (−1).
  func excludeOwnClaim(of row: Int, _ batch: OrchestratorBatch, by amount: Float) {
    guard batch.population.orchestratorField != nil, batch.stage[row] != .idle else { return }
    let directive = batch.directive[row]
    let isInForce = directive.status == .pending || directive.status == .acknowledged
    guard directive.kind == .serve, isInForce else { return }
    let option = Int(directive.option)
    if option >= 0 && option < batch.optionCount { claimed[option] -= amount }
  }

  /// True where robot `row` may serve option `j`.
  func isFeasible(_ j: Int, _ row: Int, _ batch: OrchestratorBatch) -> Bool {
    batch.demand[j] > 0 && batch.travelTime[row * batch.optionCount + j] < .infinity
  }

  /// d_j = max(D_j q_j − n_j, 0): robots that option j still needs.
  func deficit(_ j: Int, _ batch: OrchestratorBatch) -> Float {
    max(0, batch.demand[j] * quorum(j, batch) - max(0, claimed[j]))
  }

  /// Zeroes the probabilities; returns how many options are feasible.
  func clearProbabilities(_ row: Int, _ batch: OrchestratorBatch) -> Int {
    var count = 0
    for j in 0..<batch.optionCount {
      probability[j] = 0
      if isFeasible(j, row, batch) { count += 1 }
    }
    return count
  }

  /// B0: the same probability for every feasible option.
  func chooseUniformly(_ row: Int, _ batch: OrchestratorBatch, _ feasibleCount: Int) {
    for j in 0..<batch.optionCount where isFeasible(j, row, batch) {
      probability[j] = 1 / Float(feasibleCount)
    }
  }

  /// B1: the option with the shortest travel time, the first of equals.
  func chooseNearest(_ row: Int, _ batch: OrchestratorBatch) {
    var best = -1
    for j in 0..<batch.optionCount where isFeasible(j, row, batch) {
      let time = batch.travelTime[row * batch.optionCount + j]
      if best < 0 || time < batch.travelTime[row * batch.optionCount + best] { best = j }
    }
    probability[best] = 1
  }

  /// B4q: water filling by whole quorums.
  ///
  /// Options in ascending order of d_j (the first of equals first) get min(d_j, left) of the F idle
  /// robots; where what is left does not fund the option wholly, only as many are sent as complete
  /// quorums, and filling stops. With quorum 1 this is B4. The rest of the probability is reserve.
  func fillQuorums(_ row: Int, _ batch: OrchestratorBatch) {
    var left = idle
    // Selection sort over at most 16 options: `utility` marks what has been visited.
    for j in 0..<batch.optionCount { utility[j] = isFeasible(j, row, batch) ? 0 : 1 }
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
        probability[next] = least / idle
        left -= least
        continue
      }
      let q = quorum(next, batch)
      let present = max(0, claimed[next])
      // The tolerance keeps 5.9999 robots of a field in Float from losing a quorum of 6.
      let whole = ((present + left) / q + 1e-3).rounded(.down) * q - present
      probability[next] = min(left, max(0, whole)) / idle
      break
    }
  }

  /// Draws an option by the probabilities, or waiting with what is missing to 1.
  func draw(_ row: Int, _ batch: OrchestratorBatch) -> OrchestratorDecision {
    var stream = RandomStream(
      seed: batch.seed, classIndex: batch.classIndex, index: row, step: batch.step,
      purpose: .orchestrator)
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
    let rivals = max(0, claimed[chosen]) + (idle - 1) * probability[chosen]
    let places = batch.demand[chosen] * quorum(chosen, batch)
    return OrchestratorDecision(
      kind: .serve, option: Int16(chosen), entropy: max(0, entropy),
      predictedSuccess: min(1, places / (rivals + 1)))
  }

  private func quorum(_ j: Int, _ batch: OrchestratorBatch) -> Float {
    max(1, batch.quorum?[j] ?? 1)
  }
}
