import SimCore

/// What a layout has of a floor, as the `world` of a scene: size, walls, zones and lanes.
struct LayoutFloor {
  /// The text of `world`, from its key on.
  private(set) var text = ""
  /// What is added to the layout's places, metres.
  let shift: Layout.Point
  /// Names of the zones, one for each place of the layout.
  let zoneNames: [String]

  private let layout: Layout
  /// Width and height of the workspace, metres.
  private let size: Layout.Point
  /// Lanes that are longer than a millimetre, with where each is written in the layout's file.
  private var lanes: [(text: String, writtenAt: LayoutPlace)] = []
  private let classes: LayoutClasses

  /// Free floor beyond the outermost thing of the layout, metres.
  private static let margin = 1.0
  /// Half the side of the square that stands for a place, metres.
  private static let halfSide = 0.25
  /// The largest floor that is no mistake of units, metres.
  private static let widest = 20_000.0

  /// The floor of a layout for a scene's classes of robots.
  ///
  /// - Throws: `LayoutMistake` where it has nothing, or is too large for a floor.
  init(_ layout: Layout, _ classes: LayoutClasses) throws(LayoutMistake) {
    guard let (lower, upper) = layout.extent else {
      throw LayoutMistake(message: "it has no walls, places or robots to make a scene of")
    }
    let extent = upper - lower
    guard max(extent.x, extent.y) <= Self.widest else {
      throw LayoutMistake(
        message: "it is \(NumberText.short(max(extent.x, extent.y))) m wide, more than "
          + "\(NumberText.short(Self.widest)) m; is it in another unit?")
    }
    self.layout = layout
    self.classes = classes
    shift = Layout.Point(repeating: Self.margin) - lower
    size = extent + Layout.Point(repeating: 2 * Self.margin)
    var names = LayoutNames()
    zoneNames = layout.places.map { names.take($0.name) }
    lanes = layout.lanes.compactMap { lane in self.lane(lane).map { ($0, lane.writtenAt) } }
    text = world()
  }

  /// Where each zone is written in the layout's file.
  var zonePlaces: [LayoutPlace] { layout.places.map(\.writtenAt) }

  /// Where each point of lanes is written in the layout's file.
  var pointPlaces: [LayoutPlace] { layout.points.map(\.writtenAt) }

  /// Where each lane is written in the layout's file; of one that goes on over several, the first.
  var lanePlaces: [LayoutPlace] { lanes.map(\.writtenAt) }

  private func world() -> String {
    var text = "world:\n  size: [\(Self.metres(size.x)), \(Self.metres(size.y))]\n"
    let walls = layout.walls.compactMap(wall)
    if !walls.isEmpty || !layout.discs.isEmpty {
      text += "  obstacles:\n" + walls.joined()
      for disc in layout.discs {
        text +=
          "    - circle: {center: \(point(disc.center)), radius: \(Self.metres(max(0.001, disc.radius)))}\n"
      }
    }
    if !layout.places.isEmpty { text += "  zones:\n" }
    for (place, name) in zip(layout.places, zoneNames) { text += zone(place, name) }
    return text + traffic()
  }

  /// Lanes, which one rule drives as they are drawn.
  private func traffic() -> String {
    guard !lanes.isEmpty else { return "" }
    return "  traffic:\n    rule: priority  # the rule under which robots drive on lanes as drawn\n"
      + "    lanes:\n" + lanes.map(\.text).joined()
      + (layout.points.isEmpty ? "" : "    points:\n" + layout.points.map(lanePoint).joined())
  }

  private func lanePoint(_ point: Layout.LanePoint) -> String {
    var keys = ["at: \(self.point(point.position))"]
    if !point.exclusive.isEmpty { keys.append(exclusive(point.exclusive)) }
    if let waiting = point.waiting { keys.append("waiting: \(waiting)") }
    return "      - {\(keys.joined(separator: ", "))}\n"
  }

  private func exclusive(_ names: [String]) -> String {
    "exclusive: [\(names.joined(separator: ", "))]"
  }

  /// A lane; nil where all its points are one, to a millimetre, or no class drives on it.
  private func lane(_ lane: Layout.Lane) -> String? {
    let points = corners(lane.points)
    let users = classes.users(of: lane.rights)
    guard points.count > 1, users?.isEmpty != true else { return nil }
    var keys = ["points: [\(points.joined(separator: ", "))]"]
    if lane.isOneWay { keys.append("one_way: true") }
    if let limit = lane.speedLimit { keys.append("max_speed: \(Self.number(limit)) m/s") }
    if let users { keys.append("classes: [\(users.joined(separator: ", "))]") }
    if !lane.rights.exclusive.isEmpty { keys.append(exclusive(lane.rights.exclusive)) }
    return "      - {\(keys.joined(separator: ", "))}\n"
  }

  /// Points as a scene writes them, those that are the one before left out.
  private func corners(_ places: [Layout.Point]) -> [String] {
    var points: [String] = []
    for place in places where point(place) != points.last { points.append(point(place)) }
    return points
  }

  /// A wall; nil where all its points are one, to a millimetre.
  private func wall(_ wall: Layout.Wall) -> String? {
    var points = corners(wall.points)
    if wall.isClosed, points.count > 1, points.first == points.last { points.removeLast() }
    guard points.count > 1 else { return nil }
    let closed = wall.isClosed && points.count > 2 ? ", closed: true" : ""
    return "    - wall: {points: [\(points.joined(separator: ", "))], "
      + "thickness: \(Self.metres(wall.thickness))\(closed)}\n"
  }

  private func zone(_ place: Layout.Place, _ name: String) -> String {
    let at = place.position + shift
    let half = Self.halfSide
    let rect = [at.x - half, at.y - half, at.x + half, at.y + half].map(Self.metres)
    let kind: String
    switch place.role {
    case .station: kind = "station, slots: 1, claims_per_slot: 1, loads_per_slot: 1"
    case .charger: kind = "dock, slots: 1, power: \(Self.number(place.power ?? 100)) W"
    case .parking: kind = "parking, slots: 1"
    }
    var notes: [String] = []
    if name != place.name { notes.append(quoted(place.name)) }
    if place.role == .charger, place.power == nil { notes.append("the power is assumed") }
    return "    - {name: \(name), kind: \(kind), area: {rect: [\(rect.joined(separator: ", "))]}}"
      + (notes.isEmpty ? "" : "  # \(notes.joined(separator: "; "))") + "\n"
  }

  // MARK: Figures

  /// A point as a scene writes it.
  func point(_ place: Layout.Point) -> String {
    let at = place + shift
    return "[\(Self.metres(at.x)), \(Self.metres(at.y))]"
  }

  /// A length as a scene writes it.
  static func metres(_ value: Double) -> String { NumberText.rounded(value, decimals: 3) + " m" }

  private static func number(_ value: Double) -> String { NumberText.rounded(value, decimals: 4) }
}
