import Contracts
import MeanFields
import SimCore

/// What E1 adds to goal seeking: attention to the population.
///
/// - **Spatial field.** v ← max(v_min, u, v (1 − ρ/ρ_jam)) with the density ρ ahead and u the flow's
///   own speed along the way there, J·e/ρ: a column that moves is joined, not feared; what stands is
///   approached slowly. The blocked share ahead counts as extra density. Sideways, the direction turns
///   by −k ∂ρ/∂n / ρ_jam, from the samples ahead to the left and to the right.
/// - **m^exec** (own class): the blocked rate lengthens the avoidance horizon, up to twice: in a jam
///   robots leave each other more room.
/// - **m^orch** (own class): where many queue or work at their goals, the last metres are driven more
///   slowly, so that queues stay short of the stations: v ← v (1 − s·h) with h the share queueing.
///
/// What is not granted is nil or zero and has no effect: E1 is then E0.
///
/// Source: mathematics A.3 (E1); the flow term and the two global terms are our additions.
struct CrowdRule: Sendable {
  /// Density of a jam, 1/m²; 0 is automatic.
  let jamDensity: Float
  /// Least speed as a share of the maximum.
  let minSpeedShare: Float
  /// Lateral drift per relative density gradient, metres.
  let aversion: Float
  /// Where the field is sampled ahead, metres.
  let lookAhead: Float
  /// Share of speed given up near the goal where the whole class queues.
  let queueSlowdown: Float

  /// Distance to the goal within which queues count, metres.
  private static let goalRange: Float = 6

  /// What the global fields mean for a robot.
  func populationEffect(_ robot: ExecutorRow) -> PopulationEffect {
    var effect = PopulationEffect.none
    if let contexts = robot.population.contexts {
      effect.horizonFactor = 1 + min(1, max(0, contexts[own: ExecutorSchema.blocked]))
    }
    if let plans = robot.population.plans {
      effect.queueShare = min(1, max(0, plans[own: OrchestratorSchema.bin(of: .queueing)]))
    }
    return effect
  }

  /// Speed (m/s) and lateral drift (left positive, share of the way's direction) in the crowd.
  func effect(
    _ robot: ExecutorRow, direction: Vec2, speed: Float, body: EmbodimentDescriptor,
    way: WayAhead, population: PopulationEffect
  ) -> (speed: Float, drift: Float) {
    // The crowd is of all classes: a large robot does not jam at the density of its own kind.
    let radius = min(body.radius, 0.4)
    let packing = 1 / (Float.pi * radius * radius)
    let jam = jamDensity > 0 ? jamDensity : 0.6 * packing
    let ahead = robot.fieldSample(1)
    let density = ahead.density * (1 + ahead.blockedShare)
    let slowed = speed * (1 - density / jam)
    let flowSpeed = ahead.density > 1e-4 ? ahead.flow.dot(direction) / ahead.density : 0
    let least = min(speed, minSpeedShare * body.maxSpeed)
    var result = min(speed, max(least, max(flowSpeed, slowed)))
    if way.distanceToGo < Self.goalRange {
      let nearness = 1 - way.distanceToGo / Self.goalRange
      result = max(least, result * (1 - queueSlowdown * population.queueShare * nearness))
    }
    // Samples 2 and 3 lie √2 × lookAhead apart.
    let (left, right) = (robot.fieldSample(2), robot.fieldSample(3))
    let gradient = (left.density - right.density) / (1.414_213_6 * lookAhead)
    let drift = min(0.5, max(-0.5, -aversion * gradient / jam))
    return (result, drift)
  }
}

/// What the global fields mean for a robot.
struct PopulationEffect: Sendable {
  /// Factor of the avoidance horizon.
  var horizonFactor: Float
  /// Share of the class that queues.
  var queueShare: Float

  /// No field granted, or none read.
  static let none = PopulationEffect(horizonFactor: 1, queueShare: 0)
}
