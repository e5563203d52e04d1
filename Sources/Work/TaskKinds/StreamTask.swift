import SimCore

/// Random arrivals (Poisson) from one station to another.
public struct StreamTask: TaskKind {
  /// Names of the stations where jobs start and end.
  public var from: String, to: String
  /// Arrivals over time.
  public var rate: RateProfile

  /// Chosen by `rate`.
  public static let mark = TaskMark.key("rate")
  /// Its own keys.
  public static let keys = [
    TaskKey("from", .station, "Station where jobs start; with rate."),
    TaskKey("to", .station, "Station where jobs end; with rate."),
    TaskKey("rate", .rate, "Arrivals per time; or a list of {at, rate}."),
  ]
  /// What it is, for people.
  public static let summary = "random arrivals from one station to another"
  /// Its jobs come up at one place.
  public static var isSpread: Bool { false }
  /// Jobs come up at a station.
  public static var comesUpAtStation: Bool { true }

  /// A stream from the values of its keys.
  public init(_ values: TaskValues) {
    from = values.stations["from"] ?? ""
    to = values.stations["to"] ?? ""
    rate = values.rates["rate"] ?? RateProfile(pieces: [])
  }

  /// One option, at the pick-up.
  public func compile(
    _ task: (index: Int, spec: TaskSpec), optionLimit: Int, at site: WorkSite,
    into model: inout TaskModel, _ rule: inout TaskRule
  ) {
    let zones = site.zones
    let start = zones.firstIndex { $0.name == from }
    let area = start.map { zones[$0].area } ?? site.bounds
    model.addOption(task, named: task.spec.name, region: area)
    rule.travel = .overWays
    guard let start, let end = zones.firstIndex(where: { $0.name == to }) else { return }
    rule.stations = StationPair(
      from: start, to: end, claimsPerSlot: Int32(clamping: zones[start].claimsPerSlot),
      loadLimit: zones[end].loadsPerSlot < Int32.max
        ? zones[end].loadsPerSlot * max(1, zones[end].slots) : .max)
  }

  /// The arrivals that are due.
  public func admit(
    _ task: Int, to board: inout JobBoard, at moment: WorkMoment, _ model: TaskModel
  ) {
    board.admitArrivals(
      task, option: model.optionRange[task].lowerBound, at: rate, moment)
  }

  /// A slot of the pick-up station, as far as the station lets anybody in.
  public func claim(
    _ request: ClaimRequest, _ board: inout JobBoard, _ slots: inout SlotTable,
    _ model: TaskModel
  ) -> TaskClaim? {
    let rule = model.rules[model.options[request.option].task]
    guard let stations = rule.stations else { return nil }
    var job: Int32?
    if rule.isTakenAtAssignment {
      job = board.oldest(option: request.option)
      if job == nil { return nil }
    }
    // With the station's limit of claims on every place nobody else is let in to crowd it.
    let slot = slots.join(
      model.slotRange[stations.from], near: request.position, slots: model.slots,
      cap: stations.claimsPerSlot)
    return slot.map { TaskClaim(job: job, place: .slot($0)) }
  }

  /// Whichever came up first.
  public func jobAtPickup(
    option: Int, _ place: Vec2, _ board: borrowing JobBoard, _ model: TaskModel
  ) -> Int32? {
    board.oldest(option: option)
  }

  /// A slot of the delivery station: a load has to be brought in any case, so there is no limit.
  public func place(
    ofStop stop: Int, of job: Job, near position: Vec2, _ slots: inout SlotTable,
    _ model: TaskModel
  ) -> StopPlace {
    guard let sink = model.rules[Int(job.task)].stations?.to else {
      preconditionFailure("a stream has stations, or none of its jobs comes up")
    }
    let slot = slots.join(
      model.slotRange[sink], near: position, slots: model.slots, cap: .max)
    return .slot(slot ?? model.slotRange[sink].lowerBound)
  }
}
