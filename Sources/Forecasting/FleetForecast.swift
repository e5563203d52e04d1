import Contracts
import Embodiments
import Prediction
import Scenes
import SimCore
import Simulation
import Work

/// A prediction of how much fleets of several sizes carry on a scene's floor, without a run of one.
///
///     switch Forecast.make(model, lanes: .measured, most: 200, counts: { [$0] }) {
///     case .success(let prediction): print(prediction.capacity.expected * 3600)
///     case .failure(let problems): …
///     }
///
/// Every job is a tour through a closed network of the floor's parts: ways, places of stations, doors and aisles, docks.
/// How long each takes follows from the scene; how crowds slow down, from a measured lane diagram. Classes that do the
/// same streams are one chain of robots alike; chains that meet at a part slow each other there.
///
/// What it leaves out, `notes` say.
public enum Forecast {
  /// Why there is none: every reason, with its place in the scene.
  public struct Problems: Error, Sendable {
    /// In the scene's order.
    public var all: [Diagnostic]
  }

  /// Predicts.
  ///
  /// - Parameters:
  ///   - model: The scene, with any number of robots.
  ///   - lanes: The lane diagram.
  ///   - most: The most robots of which to tell.
  ///   - axis: What a size is called.
  ///   - counts: Robots of each class at each size from 1 to `most`. [classCount]
  /// - Returns: The prediction, or why there is none.
  /// - Complexity: O(places²) searches for ways, and O(parts × most²); with several groups for each of 12 sizes.
  public static func make(
    _ model: WorldModel, lanes: LaneDiagram, most: Int, axis: String,
    counts: (Int) -> [Int]
  ) -> Result<FleetPrediction, Problems> {
    let work = WorkReading(model)
    var problems = work.problems
    guard problems.isEmpty else { return .failure(Problems(all: lined(problems, model))) }
    var groups: [GroupForecast] = []
    var done: Set<Int> = []
    for classIndex in model.classes.indices {
      let own = work.streams.filter { $0.classes.contains(classIndex) }
      guard !own.isEmpty, !done.contains(classIndex) else { continue }
      let alike = model.classes.indices.filter { other in
        work.streams.allSatisfy { $0.classes.contains(other) == $0.classes.contains(classIndex) }
      }
      done.formUnion(alike)
      groups.append(
        group(of: alike, work.streams, lanes, counts(most), in: model, &problems))
    }
    guard problems.isEmpty else { return .failure(Problems(all: lined(problems, model))) }
    let fleet = FleetCurves(groups, most: most, counts: counts)
    return .success(
      FleetPrediction(
        fleet, groups, model: model, most: most, axis: axis, notes: work.notes + notes(model)))
  }

  private static func lined(_ problems: [Diagnostic], _ model: WorldModel) -> [Diagnostic] {
    var problems = problems
    model.scene.texts.addLines(to: &problems)
    return problems
  }

  private static func notes(_ model: WorldModel) -> [String] {
    var notes: [String] = []
    for robotClass in model.classes
    where robotClass.embodiment.battery != nil && model.tasks.docks.isEmpty {
      notes.append("'\(robotClass.name)' has a battery and no dock: that it runs flat is left out")
    }
    if model.classes.contains(where: { $0.descriptor.minTurnRadius > 0 && !$0.rows.isEmpty }) {
      notes.append(
        "what steers by rolling is taken to turn at a third of its speed; that is coarse")
    }
    return notes
  }

  private static func group(
    of classes: [Int], _ streams: [StreamReading], _ lanes: LaneDiagram, _ counts: [Int],
    in model: WorldModel, _ problems: inout [Diagnostic]
  ) -> GroupForecast {
    // Where several groups do a stream, each does as much of it as it has robots.
    var own = streams.filter { $0.classes.contains(classes[0]) }
    for index in own.indices {
      let all = own[index].classes.reduce(0) { $0 + counts[$1] }
      let here = classes.reduce(0) { $0 + counts[$1] }
      own[index].rate *= Double(here) / Double(max(1, all))
    }
    var members: [Member] = []
    for classIndex in classes {
      let pace = RobotPace(model.classes[classIndex], in: model)
      let legs = LegReading(pairs(own, model), pace, in: model)
      members.append(
        Member(
          index: classIndex, pace: pace, legs: legs, weight: Double(max(1, counts[classIndex]))))
      for pair in legs.unreachable {
        problems.append(
          Diagnostic(
            severity: .error,
            message: "no way leads from '\(model.tasks.zones[pair.from].name)' to "
              + "'\(model.tasks.zones[pair.to].name)' for '\(model.classes[classIndex].name)'",
            location: model.scene.locations["robots.\(model.classes[classIndex].name)"]))
      }
    }
    let tours = own.map { stream in
      demands(members, [stream], in: model)[.expected]?.alone ?? .infinity
    }
    let near = tours.indices.min { tours[$0] < tours[$1] }
    let shortest = near.flatMap { own.count > 1 ? [own[$0]] : nil }.map {
      forecast(members, $0, lanes, nil, in: model)
    }
    return forecast(members, own, lanes, shortest, in: model)
  }

  /// A class of a group with what was read for it.
  private struct Member {
    var index: Int
    var pace: RobotPace
    var legs: LegReading
    /// Robots.
    var weight: Double
  }

  private static func forecast(
    _ members: [Member], _ streams: [StreamReading], _ lanes: LaneDiagram,
    _ shortest: GroupForecast?, in model: WorldModel
  ) -> GroupForecast {
    let robots = members.reduce(0) { $0 + $1.weight }
    return GroupForecast(
      classes: members.map(\.index), streams: streams,
      demands: demands(members, streams, in: model),
      radius: members.map(\.pace.avoidedRadius).max() ?? 0.3,
      speed: members.reduce(0) { $0 + $1.weight * $1.pace.way.speed } / max(1, robots),
      lanes: lanes, area: freeArea(model), shortest: shortest, in: model)
  }

  /// What a mean job asks for, by the mean robot, at each corner.
  private static func demands(
    _ members: [Member], _ streams: [StreamReading], in model: WorldModel
  ) -> [Corner: ClassDemand] {
    let total = streams.reduce(0) { $0 + $1.rate }
    let shares = streams.map {
      (stream: $0, share: total > 0 ? $0.rate / total : 1 / Double(streams.count))
    }
    var demands: [Corner: ClassDemand] = [:]
    for corner in Corner.allCases {
      var sum = ClassDemand(zoneCount: model.tasks.zones.count)
      var robots = 0.0
      for member in members {
        sum.add(
          ClassDemand(
            model.classes[member.index], member.pace, member.legs, shares, at: corner, in: model),
          weight: member.weight, of: robots)
        robots += member.weight
      }
      demands[corner] = sum
    }
    return demands
  }

  /// The pairs of zones between which robots drive that do some streams.
  private static func pairs(
    _ streams: [StreamReading], _ model: WorldModel
  ) -> [(from: Int, to: Int)] {
    var pairs: [(from: Int, to: Int)] = []
    func add(_ from: Int, _ to: Int) {
      if !pairs.contains(where: { $0.from == from && $0.to == to }) { pairs.append((from, to)) }
    }
    for stream in streams { add(stream.from, stream.to) }
    for stream in streams { for next in streams { add(stream.to, next.from) } }
    for stream in streams {
      for dock in model.tasks.docks {
        add(stream.to, dock)
        add(dock, stream.from)
      }
    }
    return pairs
  }

  /// Free floor, m²; of obstacles that overlap each counts for itself.
  private static func freeArea(_ model: WorldModel) -> Double {
    let size = model.bounds.size
    var area = Double(size.x) * Double(size.y)
    if let grid = model.scene.world.map {
      let taken = (0..<grid.columns * grid.rows).count { grid.isOccupied[$0] }
      area -= Double(taken) * Double(grid.cellSize) * Double(grid.cellSize)
    }
    for solid in model.obstacles {
      var twice: Float = 0
      for k in solid.indices { twice += solid[k].cross(solid[(k + 1) % solid.count]) }
      area -= 0.5 * Double(twice.magnitude)
    }
    return max(1, area)
  }

  /// `1.8 m`.
  static func metres(_ length: some BinaryFloatingPoint) -> String {
    "\(NumberText.rounded(Double(length), decimals: 1)) m"
  }
}

extension ClassDemand {
  /// Makes this the mean of some robots and others that ask for `demand`.
  mutating func add(_ demand: ClassDemand, weight: Double, of before: Double) {
    let share = weight / (weight + before)
    func mean(_ a: inout Double, _ b: Double) { a += share * (b - a) }
    mean(&alone, demand.alone)
    mean(&aloneByChance, demand.aloneByChance)
    mean(&docks, demand.docks)
    mean(&dockWay, demand.dockWay)
    mean(&energy, demand.energy)
    mean(&idlePower, demand.idlePower)
    mean(&surplus, demand.surplus)
    for zone in places.indices {
      mean(&places[zone], demand.places[zone])
      mean(&claims[zone], demand.claims[zone])
      mean(&gains[zone], demand.gains[zone])
    }
    for index in passages.indices {
      let other = demand.passages.first { $0.stretch == passages[index].stretch }
      mean(&passages[index].forward, other?.forward ?? 0)
      mean(&passages[index].backward, other?.backward ?? 0)
      mean(&passages[index].metres, other?.metres ?? 0)
    }
    for var load in demand.passages
    where !passages.contains(where: { $0.stretch == load.stretch }) {
      load.forward *= share
      load.backward *= share
      load.metres *= share
      passages.append(load)
    }
  }
}
