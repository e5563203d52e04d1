import SimCore

/// What the layout file of another system says, in metres, x to the right and y upwards, before it is a
/// scene.
///
/// Importers fill it, each from its own format; `LayoutScene` writes it down. What has no place here an
/// importer leaves out and says so.
struct Layout {
  /// A place on the plane of the file, metres; doubles, since a frame may lie far from the floor.
  typealias Point = SIMD2<Double>

  /// A line of a thickness that nobody passes.
  struct Wall {
    var points: [Point]
    /// Metres.
    var thickness: Double
    var isClosed = false
  }

  /// A line that robots drive along.
  struct Lane {
    var points: [Point]
    var isOneWay = false
    /// m/s; nil where there is no limit.
    var speedLimit: Double?
    var rights = LaneRights()
    /// Where it is written in the file.
    var writtenAt = LayoutPlace.characters(nil)
  }

  /// Who may be on a lane.
  struct LaneRights: Hashable {
    /// The classes of robots that drive on it, by their names in the file, sorted; nil where all do.
    var users: [String]?
    /// The groups of lanes and points, in each of which one robot may be at a time, as names of a scene.
    var exclusive: [String] = []
  }

  /// A point of lanes where something holds.
  struct LanePoint {
    var position: Point
    /// The groups of lanes and points, in each of which one robot may be at a time, as names of a scene.
    var exclusive: [String] = []
    /// True where robots may stop to wait, false where they may not; nil where nothing is said.
    var waiting: Bool?
    /// Where it is written in the file.
    var writtenAt = LayoutPlace.characters(nil)
  }

  /// A disc that nobody passes.
  struct Disc {
    var center: Point
    /// Metres.
    var radius: Double
  }

  /// A named or unnamed point where robots have something to do.
  struct Place {
    /// What robots do there.
    enum Role { case station, charger, parking }
    /// The name in the file; a made-up one where it has none.
    var name: String
    var position: Point
    var role: Role
    /// Charging power, watts; nil where nothing says it.
    var power: Double?
    /// True where loads come up, and where they are brought.
    var supplies = false
    var takes = false
    /// Where it is written in the file.
    var writtenAt = LayoutPlace.characters(nil)
  }

  /// A class of robots.
  struct Robots {
    var name: String
    /// Outline: length along the heading and width, metres; a circle where they are the same.
    var size: SIMD2<Double>
    /// Kilograms.
    var mass: Double
    /// m/s, m/s² and rad/s.
    var maxSpeed: Double
    var maxAccel: Double
    var maxTurnRate: Double
    /// True for a body that also moves sideways.
    var strafes = false
    var battery = Battery()
    /// Where the figures come from, for a comment.
    var origin: String
    /// Places and headings (rad) of its robots; where there are none `count` start anywhere.
    var starts: [(position: Point, heading: Double)] = []
    var count = 0
  }

  /// A battery.
  struct Battery {
    /// Watt-hours.
    var capacity = 300.0
    /// Watts.
    var idlePower = 20.0
    /// Shares of the capacity.
    var rechargeBelow = 0.2
    var chargeUntil = 0.95
  }

  /// Name of the scene.
  var name: String
  /// What the file is, for the scene's head: `Open-RMF building, level L1`.
  var kind: String
  /// Further lines of the scene's head: where metres come from, what was assumed.
  var facts: [String] = []
  var walls: [Wall] = []
  var discs: [Disc] = []
  var lanes: [Lane] = []
  var points: [LanePoint] = []
  /// Classes that the file names where it says who drives on a lane, in its order; no other class is limited.
  var knownUsers: [String] = []
  var places: [Place] = []
  var robots: [Robots] = []
}

extension Layout.Robots {
  /// A class of robots that no file describes.
  static func assumed(_ name: String) -> Layout.Robots {
    Layout.Robots(
      name: name, size: [0.6, 0.6], mass: 40, maxSpeed: 0.7, maxAccel: 0.5, maxTurnRate: 1,
      origin: "no file describes this class; all of it is assumed")
  }
}

extension Layout {
  /// The corners of all that the layout has, metres; nil where it has nothing.
  var extent: (lower: Point, upper: Point)? {
    var points = walls.flatMap(\.points) + places.map(\.position)
    points += lanes.flatMap(\.points)
    points += robots.flatMap { $0.starts.map(\.position) }
    for disc in discs {
      points.append(disc.center - Point(repeating: disc.radius))
      points.append(disc.center + Point(repeating: disc.radius))
    }
    guard let first = points.first else { return nil }
    return points.reduce((first, first)) { bounds, point in
      (
        Point(min(bounds.0.x, point.x), min(bounds.0.y, point.y)),
        Point(max(bounds.1.x, point.x), max(bounds.1.y, point.y))
      )
    }
  }
}
