/// What a pass over the contacts does.
enum ContactPass {
  /// Applies the impulses of the last substep.
  case warmStart
  /// Normal impulses with the soft push-out of overlap.
  case solve
  /// Normal impulses without push-out, then friction.
  case relax
  /// Restitution of the hits of this substep.
  case restitution
}

/// The softness of contacts in a substep.
struct Softness {
  /// Push-out rate times mass scale, 1/s.
  var bias: Float
  var massScale: Float
  var impulseScale: Float

  /// Soft constraint of a frequency (Hz) and damping ratio at a substep (s).
  ///
  /// Source: E. Catto, "Soft Constraints", GDC 2011, in the form of Box2D 3's b2MakeSoft.
  init(hertz: Float, dampingRatio: Float, substep: Float) {
    let omega = 2 * Float.pi * hertz
    let a1 = 2 * dampingRatio + substep * omega
    let a2 = substep * omega * a1
    let a3 = 1 / (1 + a2)
    massScale = a2 * a3
    impulseScale = a3
    bias = omega / a1 * massScale
  }
}

/// Constants of one pass over the contacts, spread over the lanes.
struct PassConstants {
  var bias: F8
  var massScale: F8
  var impulseScale: F8
  var inverseSubstep: F8
  var fastestPush: F8
  var threshold: F8

  init(softness: Softness?, settings: PhysicsSettings) {
    bias = F8(repeating: softness?.bias ?? 0)
    massScale = F8(repeating: softness?.massScale ?? 1)
    impulseScale = F8(repeating: softness?.impulseScale ?? 0)
    inverseSubstep = F8(repeating: Float(settings.substepCount) / settings.timeStep)
    fastestPush = F8(repeating: -settings.maxPushSpeed * (softness?.massScale ?? 1))
    threshold = F8(repeating: -settings.restitutionThreshold)
  }

  /// The constants of all passes of a step.
  struct All {
    /// With push-out, between bodies and against the map, which is twice as stiff.
    var dynamic: PassConstants
    var fixed: PassConstants
    /// Without push-out.
    var rigid: PassConstants
  }

  /// The constants of all passes at these settings.
  static func all(settings: PhysicsSettings) -> All {
    let h = settings.timeStep / Float(settings.substepCount)
    let hertz = min(settings.contactHertz, 0.25 / h)
    let fixedHertz = min(2 * settings.contactHertz, 0.25 / h)
    let ratio = settings.contactDampingRatio
    return All(
      dynamic: PassConstants(
        softness: Softness(hertz: hertz, dampingRatio: ratio, substep: h), settings: settings),
      fixed: PassConstants(
        softness: Softness(hertz: fixedHertz, dampingRatio: ratio, substep: h),
        settings: settings),
      rigid: PassConstants(softness: nil, settings: settings))
  }
}
