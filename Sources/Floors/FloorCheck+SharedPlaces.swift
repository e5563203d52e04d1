import Embodiments
import Scenes
import SimCore
import Work

extension FloorCheck {
  /// Reports places so near each other that two robots cannot stand on both at a time.
  ///
  /// Bodies count with the circle inside their outline: what they take up whichever way they turn.
  mutating func checkSharedPlaces() {
    let users = zoneUsers()
    let most = users.joined().reduce(Float(0)) { max($0, $1.radius) }
    guard most > 0 else { return }
    // Places by cells of two bodies' width: those that may touch are in neighbouring cells.
    let edge = 2 * most
    var cells: [SIMD2<Int32>: [Int]] = [:]
    // Nearest pair of each two zones, in order of the places.
    var found: [(first: Int, second: Int, gap: Float, need: Float)] = []
    var pairOfZones: [SIMD2<Int32>: Int] = [:]
    for (slot, place) in tasks.slots.enumerated() {
      let own = users[Int(place.zone)]
      guard !own.isEmpty else { continue }
      let home = SIMD2<Int32>(
        truncatingIfNeeded: SIMD2<Int64>(
          Int64((place.position.x / edge).rounded(.down)),
          Int64((place.position.y / edge).rounded(.down))))
      for dy in Int32(-1)...1 {
        for dx in Int32(-1)...1 {
          for other in cells[home &+ SIMD2(dx, dy)] ?? [] {
            let need = need(own, users[Int(tasks.slots[other].zone)])
            let gap = (tasks.slots[other].position - place.position).length
            guard gap < need - floor.slack else { continue }
            let key = SIMD2(tasks.slots[other].zone, place.zone)
            if let known = pairOfZones[key] {
              if gap < found[known].gap { found[known] = (other, slot, gap, need) }
            } else {
              pairOfZones[key] = found.count
              found.append((other, slot, gap, need))
            }
          }
        }
      }
      // What shares a cell with more than this is reported already, by these.
      if (cells[home]?.count ?? 0) < 16 { cells[home, default: []].append(slot) }
    }
    for pair in found { report(pair) }
  }

  private mutating func report(_ pair: (first: Int, second: Int, gap: Float, need: Float)) {
    let zone = Int(tasks.slots[pair.second].zone)
    let other = Int(tasks.slots[pair.first].zone)
    let name = "world.zones.\(scene.world.zones[zone].name)"
    let slots = tasks.slotRange[zone]
    let need = "two robots that stand there at a time need \(decimal(pair.need)) m"
    if zone == other {
      let room = (1..<slots.count).last { isRoomy(zone, count: $0, need: pair.need) } ?? 1
      report(
        "the \(slots.count) places of \(words(zone: zone)) are \(decimal(pair.gap)) m apart; \(need); "
          + "its area has room for \(room)", at: nil,
        keys: ["\(name).slots", "\(name).area.rect", name])
      return
    }
    let theirs = tasks.slotRange[other]
    let first = "place \(pair.first - theirs.lowerBound) of \(words(zone: other))"
    let otherName = "world.zones.\(scene.world.zones[other].name)"
    let otherPlace = scene.locations["\(otherName).area.rect"] ?? scene.locations[otherName]
    let place = scene.locations["\(name).area.rect"] ?? scene.locations[name]
    report(
      "place \(pair.second - slots.lowerBound) of \(words(zone: zone)) "
        + (pair.gap <= floor.slack
          ? "is \(first) too; " : "lies \(decimal(pair.gap)) m from \(first); ")
        + need, at: place, keys: ["\(name).area.rect"],
      notes: note("the other zone is at", otherPlace, seenFrom: place))
  }

  /// True where `count` places in a zone's area are `need` metres apart.
  private func isRoomy(_ zone: Int, count: Int, need: Float) -> Bool {
    let area = scene.world.zones[zone].area
    let (columns, rows) = TaskModel.slotGrid(area, count: count)
    return (columns < 2 || area.size.x / Float(columns) >= need - floor.slack)
      && (rows < 2 || area.size.y / Float(rows) >= need - floor.slack)
  }

  /// Inner radius and number of robots of the classes that may use each zone. [zoneCount]
  private func zoneUsers() -> [[(index: Int, radius: Float, count: Int)]] {
    var users = [[(index: Int, radius: Float, count: Int)]](
      repeating: [], count: scene.world.zones.count)
    for index in classes.indices {
      let own = (index, classes[index].embodiment.innerRadius, classes[index].rows.count)
      for (zone, tolerance) in zoneTolerances(index).enumerated() where tolerance != nil {
        users[zone].append(own)
      }
    }
    return users
  }

  /// The room that the two largest robots need which may stand on two places at a time, metres.
  private func need(
    _ first: [(index: Int, radius: Float, count: Int)],
    _ second: [(index: Int, radius: Float, count: Int)]
  ) -> Float {
    var most: Float = 0
    for a in first {
      for b in second where a.index != b.index || a.count > 1 {
        most = max(most, a.radius + b.radius)
      }
    }
    return most
  }
}
