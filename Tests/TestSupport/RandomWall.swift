import SimCore

/// A robot before a wall with an opening, through a hall: all of it drawn from a seed.
///
/// Radius, thickness, angle, offset and opening are drawn; two walls in three have a second opening, into
/// which no such robot fits. The opening is at least 2 % narrower than the body, or at least half a percent
/// wider than the body and its margins: between the two lies the margin's own band, of which nothing is
/// said.
public struct RandomWall {
  /// Radius of the robot, metres: 2 cm to 2 m, evenly by its logarithm.
  public let radius: Float
  /// Width of the opening, metres.
  public let opening: Float
  /// True where the robot fits through it with its margins, false where not even its body does.
  public let fits: Bool
  /// Top speed, m/s.
  public let speed: Float
  /// Where it starts, metres.
  public let start: Vec2
  /// Where it is to go, on the other side, metres.
  public let goal: Vec2
  /// The middle of the opening, metres.
  public let middle: Vec2
  /// The direction through the opening from the start's side.
  public let through: Vec2

  private let side: Float
  private let thickness: Float
  private let along: Vec2
  /// Ends of the walls, metres along it from the middle of the opening.
  private let pieces: [(from: Float, to: Float)]
  private let isOmnidirectional: Bool
  private let heading: Float

  /// The wall of a seed.
  public init(seed: Int) {
    var draw = RandomStream(
      seed: UInt64(seed), classIndex: 2, index: 0, step: 0, purpose: .tooling)
    func even(_ low: Float, _ high: Float) -> Float { draw.uniform(low, high) }
    func byRatio(_ low: Float, _ high: Float) -> Float {
      low * exponential(draw.uniform() * naturalLogarithm(high / low))
    }
    let r = byRatio(0.02, 2)
    let needed = 2 * (r + min(0.05, 0.1 * r))
    let isWide = draw.uniform() < 0.5
    opening = isWide ? needed * byRatio(1.005, 1.6) : 2 * r * byRatio(0.4, 0.98)
    (radius, fits) = (r, isWide)
    let side = max(1.2, 24 * r)
    let thickness = max(0.001, r * byRatio(0.01, 4))
    let angle = even(0, 2 * .pi)
    let along = Vec2(cosine(angle), sine(angle))
    let through = along.perpendicular
    let centre = Vec2(repeating: side / 2)
    let middle = centre + along * even(-5 * r, 5 * r) + through * even(-2 * r, 2 * r)
    // Twice as long as the hall: it ends in the walls around it, wherever the opening lies.
    let (half, reach) = (opening / 2, 2 * side)
    let decoy = draw.uniform()
    if decoy < 0.67 {
      let (from, width) = (half + even(0.2, 2) * r, even(0.2, 1.95) * r)
      let isAfter = decoy < 0.33
      pieces =
        isAfter
        ? [(-reach, -half), (half, from), (from + width, reach)]
        : [(-reach, -from - width), (-from, -half), (half, reach)]
    } else {
      pieces = [(-reach, -half), (half, reach)]
    }
    let room = 1.3 * r
    func place(_ sign: Float) -> Vec2 {
      while true {
        let across = thickness / 2 + even(1.4, 5) * r
        let point = middle + along * even(-7 * r, 7 * r) + through * (sign * across)
        if min(point.x, point.y) > room, max(point.x, point.y) < side - room { return point }
      }
    }
    (self.side, self.thickness, self.along) = (side, thickness, along)
    (self.through, self.middle) = (through, middle)
    start = place(-1)
    goal = place(1)
    isOmnidirectional = draw.uniform() < 0.3
    heading = even(0, 360)
    speed = max(0.05, min(1.5, 2 * r))
  }

  /// Seconds within which a robot that fits gets there: six times what it takes across the hall and back.
  public var patience: Float { 20 + 6 * 2 * side / speed }

  /// The scene, with the job behind the wall or, at the opening and without a job, for a robot that is driven
  /// by hand.
  public func scene(startsAtOpening: Bool = false) -> String {
    let walls = pieces.map { piece in
      let half = through * (thickness / 2)
      let (a, b) = (middle + along * piece.from, middle + along * piece.to)
      let corners = [a - half, b - half, b + half, a + half].map(Self.text)
      return "{polygon: [\(corners.joined(separator: ", "))]}"
    }
    let pose =
      startsAtOpening ? middle - through * (thickness / 2 + 1.05 * radius) : start
    let degrees = startsAtOpening ? arctangent(through.y, through.x) * 180 / .pi : heading
    let drive = isOmnidirectional || startsAtOpening ? "omnidirectional" : "differential"
    return """
      fleet: 1
      name: wall
      world: {size: [\(side) m, \(side) m], obstacles: [\(walls.joined(separator: ", "))]}
      robots:
        r:
          count: 1
          body: {shape: circle, radius: \(radius) m, mass: \(400 * radius * radius) kg}
          drive: {kind: \(drive), max_speed: \(speed) m/s}
          spawn: {pattern: poses, poses: [[\(pose.x) m, \(pose.y) m, \(degrees) deg]]}
      \(startsAtOpening ? "" : "tasks: [{name: go, points: [[\(Self.text(goal))]], claim: at_assignment}]")
      run: {duration: \(patience.rounded(.up)) s}
      """
  }

  private static func text(_ point: Vec2) -> String { "[\(point.x) m, \(point.y) m]" }
}
