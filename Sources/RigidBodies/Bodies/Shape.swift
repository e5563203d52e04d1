import SimCore

/// The outline of a collider in its own frame.
public enum Shape: Equatable, Sendable {
  /// A disc around the collider's origin; radius in metres, greater than 0.
  case circle(radius: Float)
  /// Two centres on the collider's x axis, `length` metres apart, rounded by `radius` metres.
  case capsule(length: Float, radius: Float)
  /// A box around the collider's origin: `length` metres along x and `width` metres along y.
  case box(length: Float, width: Float)
  /// A convex polygon, anticlockwise, 3 to 8 points in metres.
  case polygon([Vec2])
}

extension Shape {
  /// The area in m², for masses from densities.
  public var area: Float { massProperties.area }

  /// Area (m²), centroid (m) and second moment about the centroid per unit mass (m²).
  var massProperties: (area: Float, centroid: Vec2, inertiaPerMass: Float) {
    switch self {
    case .circle(let radius):
      return (Float.pi * radius * radius, .zero, 0.5 * radius * radius)
    case .capsule(let length, let radius):
      let box = 2 * radius * length
      let caps = Float.pi * radius * radius
      let boxInertia = box * (length * length + 4 * radius * radius) / 12
      // Each half disc: its inertia about the disc centre, moved to its centroid and out again.
      let toCentroid = 4 * radius / (3 * Float.pi)
      let arm = length / 2 + toCentroid
      let capInertia =
        caps * (0.5 * radius * radius - toCentroid * toCentroid + arm * arm)
      return (box + caps, .zero, (boxInertia + capInertia) / (box + caps))
    case .box(let length, let width):
      return (length * width, .zero, (length * length + width * width) / 12)
    case .polygon(let points):
      return polygonMassProperties(points)
    }
  }
}

/// Area, centroid and second moment about the centroid per unit mass, by fans from the first point.
private func polygonMassProperties(
  _ points: [Vec2]
) -> (area: Float, centroid: Vec2, inertiaPerMass: Float) {
  let origin = points[0]
  var area: Float = 0
  var weighted = Vec2.zero
  var moment: Float = 0
  for i in 1..<(points.count - 1) {
    let a = points[i] - origin
    let b = points[i + 1] - origin
    let twice = a.cross(b)
    area += 0.5 * twice
    weighted += (a + b) * (twice / 6)
    let xx = a.x * a.x + a.x * b.x + b.x * b.x
    let yy = a.y * a.y + a.y * b.y + b.y * b.y
    moment += twice * (xx + yy) / 12
  }
  let centroid = weighted / area
  return (area, origin + centroid, moment / area - centroid.lengthSquared)
}

/// A shape as the narrow phase reads it: a convex core of up to eight points, rounded by a radius.
///
/// A circle's core is one point; a capsule's is a rectangle of zero width, so that its end faces
/// have normals too. Unused lanes repeat lane 0, so reductions over all lanes need no mask.
struct Hull: BitwiseCopyable {
  /// Core points in the collider's frame, metres.
  var x: SIMD8<Float> = .zero
  var y: SIMD8<Float> = .zero
  /// Outward unit normals of the faces from point i to point i + 1.
  var normalX: SIMD8<Float> = .zero
  var normalY: SIMD8<Float> = .zero
  /// Number of points: 1 for a circle, 4 for a capsule.
  var count: Int32 = 1
  /// Rounding, metres.
  var radius: Float = 0
  /// Radius around the collider's origin that holds the whole shape, metres.
  var boundingRadius: Float = 0
  /// Radius of the largest disc around the core's middle that fits inside, metres.
  var innerRadius: Float = 0
  /// Mean of the core points, metres.
  var middle: Vec2 = .zero

  init(_ shape: Shape) {
    switch shape {
    case .circle(let radius):
      precondition(radius > 0 && radius.isFinite, "a circle of radius \(radius) m is no shape")
      self.init(points: [.zero], normals: [.zero], radius: radius)
    case .capsule(let length, let radius):
      precondition(radius > 0 && length >= 0, "a capsule needs a positive radius")
      let h = length / 2
      self.init(
        points: [Vec2(-h, 0), Vec2(h, 0), Vec2(h, 0), Vec2(-h, 0)],
        normals: [Vec2(0, -1), Vec2(1, 0), Vec2(0, 1), Vec2(-1, 0)], radius: radius)
    case .box(let length, let width):
      precondition(length > 0 && width > 0, "a box needs positive sides")
      let h = length / 2
      let w = width / 2
      self.init(
        points: [Vec2(-h, -w), Vec2(h, -w), Vec2(h, w), Vec2(-h, w)],
        normals: [Vec2(0, -1), Vec2(1, 0), Vec2(0, 1), Vec2(-1, 0)], radius: 0)
    case .polygon(let points):
      precondition((3...8).contains(points.count), "a polygon has 3 to 8 points")
      var normals: [Vec2] = []
      for i in points.indices {
        let edge = points[(i + 1) % points.count] - points[i]
        let next = points[(i + 2) % points.count] - points[(i + 1) % points.count]
        precondition(edge.cross(next) > 0, "a polygon is convex and anticlockwise")
        normals.append(-edge.perpendicular.normalized)
      }
      self.init(points: points, normals: normals, radius: 0)
    }
  }

  private init(points: [Vec2], normals: [Vec2], radius: Float) {
    self.radius = radius
    count = Int32(points.count)
    var sum = Vec2.zero
    for i in 0..<8 {
      let lane = i < points.count ? i : 0
      x[i] = points[lane].x
      y[i] = points[lane].y
      normalX[i] = normals[lane].x
      normalY[i] = normals[lane].y
    }
    for point in points {
      sum += point
      boundingRadius = max(boundingRadius, point.length + radius)
    }
    middle = sum / Float(points.count)
    innerRadius = .infinity
    for i in points.indices {
      innerRadius = min(innerRadius, normals[i].dot(points[i] - middle) + radius)
    }
  }
  /// Core point `i`, metres.
  @inline(__always)
  func point(_ i: Int) -> Vec2 { Vec2(x[i], y[i]) }

  /// Outward normal of face `i`.
  @inline(__always)
  func normal(_ i: Int) -> Vec2 { Vec2(normalX[i], normalY[i]) }

  /// True where all bits of what the narrow phase reads agree.
  func isSame(as other: Hull) -> Bool {
    x == other.x && y == other.y && count == other.count && radius == other.radius
  }
}
