import Prediction
import SimCore
import Simulation
import Work

/// The classes that do the same streams, as one closed network of robots that are alike in the mean.
struct GroupForecast {
  /// The classes, and the streams that they do.
  let classes: [Int]
  let streams: [StreamReading]
  /// A demand for each corner.
  private let demands: [Corner: ClassDemand]
  /// The same robots with the stream of the shortest tour alone: none or one.
  let shortest: [GroupForecast]
  private let passages: [Passage]
  private let speed: Double, radius: Double
  private let model: WorldModel
  private let lanes: LaneDiagram
  /// m² over which traffic spreads: all that is free, and along the ways alone.
  private let area: (free: Double, used: Double)
  /// Watts of all docks together.
  private let power: Double

  init(
    classes: [Int], streams: [StreamReading], demands: [Corner: ClassDemand], radius: Double,
    speed: Double, lanes: LaneDiagram, area: Double,
    shortest: GroupForecast? = nil, in model: WorldModel
  ) {
    self.classes = classes
    self.shortest = shortest.map { [$0] } ?? []
    self.streams = streams
    self.demands = demands
    self.radius = radius
    self.speed = speed
    self.lanes = lanes
    self.model = model
    let loads = demands[.expected]?.passages ?? []
    passages = loads.compactMap { Passage($0, radius: radius) }
    // A stretch is gone through along its axis; its width is at most what is free there.
    let used = loads.reduce(0.0) { $0 + $1.length * max($1.width, 4 * radius) }
    self.area = (area, min(area, used))
    power = model.tasks.docks.reduce(0.0) {
      $0 + Double(model.tasks.zones[$1].power) * Double(model.tasks.zones[$1].slots)
    }
  }

  /// Mean arrivals of its streams, jobs per second.
  var demand: Double { streams.reduce(0) { $0 + $1.rate } }

  /// What a job of it asks of the floor.
  func need(_ corner: Corner) -> ClassDemand {
    demands[corner] ?? ClassDemand(zoneCount: model.tasks.zones.count)
  }

  /// Places of a zone.
  func slots(_ zone: Int) -> Int { max(1, model.tasks.zones[zone].slots) }

  /// Name of a zone.
  func zoneName(_ zone: Int) -> String { model.tasks.zones[zone].name }

  /// A centre with what it is, for people and programs.
  struct Part {
    /// What binds there.
    var kind: PartKind
    /// The zone, where it is one.
    var zone: Int?
    var centre: ServiceCentre
  }

  /// Robots up to which rates are tabled at least.
  private static let leastTable = 400

  /// The parts of the floor that this group meets, the ways first: with tours by the nearest places, or by any, and for
  /// at most some robots of the group.
  func parts(_ corner: Corner, isNear: Bool, most: Int) -> [Part] {
    let need = need(corner)
    // What a part passes at most shows only with enough robots there.
    let most = max(most, GroupForecast.leastTable)
    var parts: [Part] = []
    for (zone, seconds) in need.places.enumerated() where seconds > 0 {
      // Who comes driving has done sooner; with somebody at every place all begin from the line.
      let ease = seconds / max(0.1 * seconds, seconds - need.gains[zone])
      let rates = (1...most).map { min(Double($0) * ease, Double(slots(zone))) }
      parts.append(
        Part(
          kind: .places, zone: zone,
          centre: ServiceCentre("places of \(zoneName(zone))", demand: seconds, .table(rates))))
    }
    if need.docks > 0 {
      let places = model.tasks.docks.reduce(0) { $0 + model.tasks.zones[$1].slots }
      parts.append(
        Part(
          kind: .docks, centre: ServiceCentre("docks", demand: need.docks, .servers(max(1, places)))
        ))
    }
    var through: [Part] = []
    for passage in passages {
      guard
        var centre = passage.centre(lanes, speed: speed, radius: radius, corner: corner, most: most)
      else { continue }
      let (x, y) = (Forecast.metres(passage.place.x), Forecast.metres(passage.place.y))
      centre.name += " at (\(x), \(y)), \(Forecast.metres(passage.width)) wide"
      through.append(Part(kind: .passages, centre: centre))
    }
    // Six suffice: each adds an N² to the work, and wide ones bind nobody.
    through.sort { $0.centre.capacity < $1.centre.capacity }
    parts += through.prefix(6)
    let total = (isNear ? need.alone : need.aloneByChance) + need.dockWay + need.docks
    let taken = parts.reduce(0.0) { $0 + $1.centre.aloneTime }
    let ways = ServiceCentre(
      "ways", demand: max(0.01 * total, total - taken), .table(wayRates(corner, most: most)))
    return [Part(kind: .robots, centre: ways)] + parts
  }

  /// How fast robots get on that are spread over the floor, by their number: n u(n) with the speed u of the widest
  /// street at the density that they have in its lanes.
  private func wayRates(_ corner: Corner, most: Int) -> [Double] {
    guard let street = lanes.section(.ring, width: .infinity, isTwoWay: true) else {
      return (1...most).map { Double($0) }
    }
    let lane = 0.5 * street.width * radius
    let middle = (self.area.free * self.area.used).squareRoot()
    let area = corner == .expected ? middle : corner.value(self.area.free, self.area.used)
    let free = corner.flow(street) { $0.freeSpeed }
    return (1...most).map { count in
      let density = Double(count) * 2 * radius * lane / max(1e-9, area)
      let speed = corner.flow(street) { $0.flow(at: density) } / density
      return Double(count) * min(1, max(1e-3, speed / free))
    }
  }

  /// Robots that are under way at most, by what stations let in; nil where something is unlimited.
  var admitted: Int? {
    var (pickups, sinks): ([Int: Int], [Int: Int]) = ([:], [:])
    for stream in streams {
      let (slots, ends) = (model.tasks.zones[stream.from].slots, stream.loadLimit)
      guard stream.claimsPerSlot < Int(Int32.max), ends < Int(Int32.max) else { return nil }
      pickups[stream.from] = max(1, slots) * stream.claimsPerSlot
      sinks[stream.to] = ends
    }
    // Who has claimed a place before the sink was full still comes.
    return pickups.values.reduce(0, +) + sinks.values.reduce(0, +)
  }

  /// Jobs per second that the admission of each pick-up station lets through, with its zone: claims over the seconds
  /// that each is held (Little).
  func admissions(_ corner: Corner) -> [(zone: Int, flow: Double)] {
    let need = need(corner)
    var found: [(zone: Int, flow: Double)] = []
    for zone in need.claims.indices where need.claims[zone] > 0 {
      let own = streams.filter { $0.from == zone }
      guard let first = own.first, first.claimsPerSlot < Int(Int32.max), demand > 0 else {
        continue
      }
      let share = own.reduce(0) { $0 + $1.rate } / demand
      let claims = Double(max(1, model.tasks.zones[zone].slots) * first.claimsPerSlot)
      found.append((zone, claims / (share * need.claims[zone])))
    }
    return found
  }

  /// Jobs per second for which a fleet has energy: what docks give and robots begin with, less what all draw anyway;
  /// infinity where none charges.
  func energyFlow(_ corner: Corner, robots: Double) -> Double {
    let need = need(corner)
    guard need.energy > 0, power > 0 else { return .infinity }
    let surplus = max(0, need.surplus) * robots / max(1, model.duration)
    return max(0, power + surplus - need.idlePower * robots) / need.energy
  }
}

/// What a part of a floor is.
public enum PartKind: String, Sendable, CaseIterable, Codable {
  /// The robots themselves: more of them do more.
  case robots
  /// Places of a station.
  case places
  /// Aisles and doors.
  case passages
  /// Docks, by their places.
  case docks
  /// Power of all docks together.
  case power
  /// How many a station lets claim its places.
  case admission
}
