import Scenes
import SimCore
import Simulation
import Work

/// What is seen of work in a zone: one of its places, or the jobs that wait there.
public enum WorkMark: Equatable, Sendable {
  /// A place, its zone in the scenery, and who has it.
  case place(PlaceMark)
  /// Jobs that wait to be fetched at a zone.
  case waiting(zone: Int, count: Int)
}

/// A place where one robot works, charges or parks.
public struct PlaceMark: Equatable, Sendable {
  /// Who has a place.
  public enum State: Sendable {
    /// Nobody is there, and nobody heads for it.
    case free
    /// A robot heads for it.
    case claimed
    /// A robot works, charges or parks in it.
    case taken
  }
  /// Where a robot's centre goes, metres.
  public var position: Vec2
  /// Its zone, by its index in the scenery.
  public var zone: Int
  /// Who has it.
  public var state: State
  /// Robots that want it besides the one that has it.
  public var waitingCount: Int

  /// A mark from its values.
  public init(position: Vec2, zone: Int, state: State, waitingCount: Int = 0) {
    self.position = position
    self.zone = zone
    self.state = state
    self.waitingCount = waitingCount
  }

  /// The mark of a place of a run.
  init(_ place: PlaceInspection) {
    let state: State = place.isInUse ? .taken : place.claims > 0 ? .claimed : .free
    self.init(
      position: place.position, zone: place.zone, state: state,
      waitingCount: max(0, place.claims - 1))
  }
}

extension Overlay {
  /// Places taken, claimed and free, and the jobs that wait at stations.
  public static let places = Overlay(
    "places", key: "w", "places and waiting jobs", layer: .underRobots, isOnAtFirst: true,
    absence: "this floor has no zones",
    capture: { fleet, _ in
      fleet.places().map { WorkMark.place(PlaceMark($0)) }
        + fleet.waitingJobs().map { .waiting(zone: $0.zone, count: $0.count) }
    },
    sketch: { crowd, frame in
      let zones = crowd.scenery.zones
      return zones.enumerated().flatMap { index, zone in
        (0..<zone.slots).map { slot in
          let share = (Float(slot) + 0.5) / Float(max(1, zone.slots))
          return WorkMark.place(
            PlaceMark(
              position: zone.area.lower + Vec2(0.5, share) * zone.area.size, zone: index,
              state: slot % 3 == 0 ? .taken : slot % 3 == 1 ? .claimed : .free,
              waitingCount: slot % 6 == 3 ? 2 : 0))
        } + (zone.kind == .station ? [.waiting(zone: index, count: 3 + 11 * index)] : [])
      }
    },
    draw: { $0.drawPlaces() })
}

extension FleetFrame {
  /// Places of zones and jobs that wait there; none where they were not asked for.
  public var work: [WorkMark] {
    get { marks(of: .places) }
    set { replaceMarks(newValue, of: .places) }
  }
}

/// Side of a place on the floor, metres; between two sizes in points.
private let placeSide: Float = 0.9
private let placePoints: ClosedRange<Float> = 4...15
/// Places closer to each other than this (points) are no longer told apart: the zone's name counts them.
private let leastPitch: Float = 5
/// Robots that wait for a place are counted by so many dots at most.
private let mostWaiting = 3
/// Side of a waiting tote, points; totes of a row, and rows of a stack at most.
private let toteSide: Float = 6
private let totesPerRow = 3
private let mostToteRows = 6

extension PictureBuilder {
  /// Places as squares: hollow is free, with a dot is claimed, filled is taken; dots beside it wait for it.
  fileprivate mutating func drawPlaces() {
    let side = max(
      placePoints.lowerBound, min(placePoints.upperBound, placeSide * camera.pixelsPerMetre / scale)
    )
    let visible = camera.visible
    let isFine = scenery.zones.map { arePlacesDrawn(in: $0) }
    for mark in frame.work {
      switch mark {
      case .place(let place):
        guard scenery.zones.indices.contains(place.zone), isFine[place.zone],
          visible.contains(place.position)
        else { continue }
        let zone = scenery.zones[place.zone]
        list.place(
          place, at: camera.screen(place.position), color: zoneColor(zone.kind), side: side,
          theme: theme, scale: scale)
      case .waiting(let zone, let count):
        guard scenery.zones.indices.contains(zone) else { continue }
        drawTotes(count, at: scenery.zones[zone].area)
      }
    }
  }

  /// True where a zone's places are far enough from each other to be told apart.
  func arePlacesDrawn(in zone: ZoneSpec) -> Bool {
    placePitch(zone) * camera.pixelsPerMetre >= leastPitch * scale
  }

  /// Distance between two places of a zone, metres.
  private func placePitch(_ zone: ZoneSpec) -> Float {
    let count = max(1, zone.slots)
    let grid = TaskModel.slotGrid(zone.area, count: count)
    let size = zone.area.size
    return count == 1
      ? max(size.x, size.y)
      : min(
        grid.columns > 1 ? size.x / Float(grid.columns) : .infinity,
        grid.rows > 1 ? size.y / Float(grid.rows) : .infinity)
  }

  /// Jobs that wait, as a stack of totes beside their station, on the side of the nearer wall.
  private mutating func drawTotes(_ count: Int, at area: AABB) {
    guard count > 0, camera.visible.expanded(by: 2).overlaps(area) else { return }
    let isWest = area.center.x < scenery.bounds.center.x
    let side = toteSide * scale
    let pitch = side + 1.5 * scale
    let edge = camera.screen(Vec2(isWest ? area.lower.x : area.upper.x, area.center.y))
    let step: Float = isWest ? -1 : 1
    let shown = min(count, totesPerRow * mostToteRows)
    let rows = (shown + totesPerRow - 1) / totesPerRow
    let bottom = edge.y + 0.5 * Float(rows) * pitch
    for tote in 0..<shown {
      let column = Float(tote % totesPerRow)
      let row = Float(tote / totesPerRow)
      let corner = Vec2(
        edge.x + step * (5 * scale + column * pitch) - (isWest ? side : 0),
        bottom - (row + 1) * pitch)
      list.box(
        corner, Vec2(side, side), fill: theme.yellow, radius: 1.2 * scale, border: scale,
        stroke: theme.floor)
    }
    list.text(
      Format.whole(count),
      at: Vec2(
        edge.x + step * (5 * scale + 0.5 * Float(min(shown, totesPerRow)) * pitch),
        bottom - Float(rows) * pitch - 4 * scale),
      size: 10.5 * scale, color: theme.text, weight: .bold, alignment: .center)
  }
}

extension DrawList {
  /// A place; side in points.
  mutating func place(
    _ place: PlaceMark, at middle: Vec2, color: Color, side: Float, theme: Theme, scale: Float
  ) {
    let half = Vec2(repeating: 0.5 * side * scale)
    let ink = color.mixed(with: theme.text, share: 0.2)
    box(
      middle - half, half * 2, fill: place.state == .taken ? ink : theme.floor.opacity(0.5),
      radius: 1.5 * scale, border: max(1, 1.2 * scale), stroke: ink)
    if place.state == .claimed {
      disc(middle, radius: 0.24 * side * scale, fill: ink)
    }
    for dot in 0..<min(place.waitingCount, mostWaiting) {
      disc(
        middle + Vec2(half.x + (3 + 4.5 * Float(dot)) * scale, -half.y), radius: 1.8 * scale,
        fill: theme.yellow)
    }
  }
}

extension FleetFrame {
  /// How many places of a zone are taken, and how many it shows; nil where places were not asked for.
  func occupancy(ofZone zone: Int) -> (taken: Int, count: Int)? {
    var (taken, count) = (0, 0)
    for case .place(let place) in work where place.zone == zone {
      count += 1
      if place.state == .taken { taken += 1 }
    }
    return count > 0 ? (taken, count) : nil
  }
}
