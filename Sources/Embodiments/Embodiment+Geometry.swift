import Contracts
import SimCore

extension Footprint {
  /// Radius of the smallest circle around the body's origin that contains the outline, metres.
  public var boundingRadius: Float {
    switch self {
    case .circle(let radius): radius
    case .box(let length, let width): 0.5 * (length * length + width * width).squareRoot()
    case .capsule(let length, let radius): 0.5 * length + radius
    case .polygon(let points): points.reduce(0) { max($0, $1.length) }
    }
  }

  /// Area, m².
  public var area: Float {
    switch self {
    case .circle(let radius): return .pi * radius * radius
    case .box(let length, let width): return length * width
    case .capsule(let length, let radius): return 2 * radius * length + .pi * radius * radius
    case .polygon(let points):
      var twice: Float = 0
      for i in points.indices { twice += points[i].cross(points[(i + 1) % points.count]) }
      return 0.5 * twice
    }
  }

  /// Moment of inertia about the body's origin of a uniform plate of 1 kg, m².
  ///
  /// A capsule is its rectangle and its two half discs, by the parallel-axis theorem; a polygon is
  /// the sum of its triangles with the origin.
  public var momentOfInertiaPerMass: Float {
    switch self {
    case .circle(let radius): return 0.5 * radius * radius
    case .box(let length, let width): return (length * length + width * width) / 12
    case .capsule(let length, let radius):
      let box = 2 * radius * length
      let disc = Float.pi * radius * radius
      let half = 0.5 * length
      // Centroid of a half disc lies 4r/3π from its straight edge.
      let lever = 4 * radius / (3 * .pi)
      let boxInertia = box * (length * length + 4 * radius * radius) / 12
      let discInertia =
        disc * (0.5 * radius * radius - lever * lever + (half + lever) * (half + lever))
      return (boxInertia + discInertia) / (box + disc)
    case .polygon(let points):
      var area: Float = 0
      var second: Float = 0
      for i in points.indices {
        let a = points[i]
        let b = points[(i + 1) % points.count]
        let cross = a.cross(b)
        area += cross
        second += cross * (a.dot(a) + a.dot(b) + b.dot(b))
      }
      return area > 0 ? second / (6 * area) : 0
    }
  }

  /// Extent along the heading, from the rearmost to the foremost point, metres.
  public var length: Float {
    switch self {
    case .circle(let radius): 2 * radius
    case .box(let length, _): length
    case .capsule(let length, let radius): length + 2 * radius
    case .polygon(let points):
      (points.map(\.x).max() ?? 0) - (points.map(\.x).min() ?? 0)
    }
  }
}

extension Footprint {
  /// Extent across the heading, from the rightmost to the leftmost point, metres.
  public var width: Float {
    switch self {
    case .circle(let radius): 2 * radius
    case .box(_, let width): width
    case .capsule(_, let radius): 2 * radius
    case .polygon(let points):
      (points.map(\.y).max() ?? 0) - (points.map(\.y).min() ?? 0)
    }
  }
}

extension Embodiment {
  /// Radius of the smallest circle around the body's origin that contains the outline, metres.
  public var boundingRadius: Float { footprint.boundingRadius }

  /// Radius of the disc that stands for the body in avoidance and on the map, metres: of equal area.
  ///
  /// For a circle it is the radius. A box of 1.2 m × 0.8 m counts as a disc of 0.55 m: its corners
  /// reach 0.17 m beyond, its sides stay 0.15 m within. With the circle around its corners (0.72 m)
  /// such robots block each other in stations where their bodies have room to pass.
  public var avoidanceRadius: Float { (footprint.area / .pi).squareRoot() }

  /// Moment of inertia about the body's origin without load, kg·m².
  public var momentOfInertia: Float { mass * footprint.momentOfInertiaPerMass }

  /// Where the drive acts along the body's x axis, metres ahead of the origin: the axle without slip.
  public var axleOffset: Float { drive.wheels.axleOffset }

  /// Where the control point lies along the body's x axis, metres ahead of the origin: l_c.
  public var controlPointOffset: Float { drive.wheels.controlPointOffset ?? 0.5 * boundingRadius }

  /// Smallest radius of a turn at the axle, metres; 0 where the body can turn on the spot.
  public var minTurnRadius: Float { drive.wheels.leastRadius }

  /// True where it can lift a pallet.
  public var lifts: Bool { drive.lifts }

  /// What a shared speed of 1 stands for, m/s: the drive's maximum, or the tool's on a bolted base.
  public var commandSpeed: Float {
    if drive.moves { return limits.maxSpeed }
    guard let arm else { return 0 }
    return arm.maxJointRate * arm.reach
  }

  /// The properties of the class that its executor knows of itself.
  public var descriptor: EmbodimentDescriptor {
    EmbodimentDescriptor(
      radius: avoidanceRadius, maxSpeed: commandSpeed,
      maxTurnRate: drive.moves ? limits.maxTurnRate : 0,
      maxAcceleration: min(limits.maxAcceleration, limits.traction * standardGravity),
      payload: payload,
      controlPointOffset: controlPointOffset, minTurnRadius: minTurnRadius,
      sensorRange: sensors.neighbourRange, canStrafe: drive.strafes ? 1 : 0,
      hasTool: lifts || arm != nil ? 1 : 0,
      halfWidth: 0.5 * footprint.width)
  }
}
