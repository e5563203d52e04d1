import Contracts
import MeanFields
import SimCore

/// What E1 adds to goal seeking: attention to the population.
///
/// - **Merging.** v ← max(v_min, u, v (1 − w s ρ/ρ_jam)) with the density ρ of the traffic ahead, u the flow's own speed
///   along the way there, J·e/ρ, and s the share of a jam that others bound for the same place would make,
///   min(1, B/ρ_jam) with the density B of those, of m^orch. A column that moves is joined, not feared; the blocked
///   share ahead counts as extra density. Robots that are bound elsewhere will be out of the way: nobody slows for
///   them. Nor does anybody within the forecourt of its own goal: what it loses there, all who wait for the place lose.
/// - **Drift.** Sideways, the direction turns by −k ∂ρ/∂n / ρ_jam, from the samples ahead to the left and to the right.
/// - **m^exec** (own class): the blocked rate lengthens the avoidance horizon, by up to h times: in a jam robots leave
///   each other more room.
///
/// What is not granted is nil or zero and has no effect: E1 is then E0. The prior for B is that nobody else is bound
/// for the same place.
///
/// Source: mathematics A.3 (E1); the flow, the share s and m^exec are our additions.
struct CrowdRule: Sendable {
  /// Density of a jam, 1/m²; 0 is automatic.
  let jamDensity: Float
  /// Least speed as a share of the maximum.
  let minSpeedShare: Float
  /// Lateral drift per relative density gradient, metres.
  let aversion: Float
  /// Where the field is sampled ahead, metres.
  let lookAhead: Float
  /// Weight w of the slowing among those bound for the same place; 0: none.
  let mergeSlowdown: Float
  /// Growth h of the avoidance horizon where all are blocked; 0: none.
  let jamHorizon: Float

  /// True where it looks at the traffic ahead.
  var readsGrid: Bool { mergeSlowdown > 0 || aversion > 0 }

  /// What the global fields mean for a robot.
  func populationEffect(_ robot: ExecutorRow) -> PopulationEffect {
    var effect = PopulationEffect.none
    if jamHorizon > 0, let contexts = robot.population.contexts {
      effect.horizonFactor =
        1 + jamHorizon * min(1, max(0, contexts[own: ExecutorSchema.blocked]))
    }
    return effect
  }

  /// Speed (m/s) and lateral drift (left positive, share of the way's direction) in the crowd.
  func effect(
    _ robot: ExecutorRow, direction: Vec2, speed: Float, body: EmbodimentDescriptor, way: WayAhead
  ) -> (speed: Float, drift: Float) {
    guard way.distanceToGo > body.forecourt else { return (speed, 0) }
    // The crowd is of all classes: a large robot does not jam at the density of its own kind.
    let radius = min(body.radius, 0.4)
    let packing = 1 / (Float.pi * radius * radius)
    let jam = jamDensity > 0 ? jamDensity : 0.6 * packing
    let ahead = robot.fieldSample(1)
    let density = ahead.density * (1 + ahead.blockedShare)
    let merging = mergeSlowdown * min(1, max(0, robot.boundDensity ?? 0) / jam)
    let slowed = speed * (1 - merging * density / jam)
    let flowSpeed = ahead.density > 1e-4 ? ahead.flow.dot(direction) / ahead.density : 0
    let least = min(speed, minSpeedShare * body.maxSpeed)
    let result = min(speed, max(least, max(flowSpeed, slowed)))
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

  /// No field granted, or none read.
  static let none = PopulationEffect(horizonFactor: 1)
}
