/// A part of a floor at which every job spends time: its ways, the places of a station, a door, its docks.
public struct ServiceCentre: Equatable, Sendable {
  /// How fast a centre serves with some robots present, in what one server does.
  public enum Service: Equatable, Sendable {
    /// Nobody waits for another.
    case unlimited
    /// As many as there are servers.
    case servers(Int)
    /// As a table has it, for 1, 2, … robots; the last entry holds for more.
    case table([Double])
  }

  /// Its name, for people.
  public var name: String
  /// Seconds of one server that a job takes, in the mean.
  public var demand: Double
  /// How fast it serves.
  public var service: Service

  /// A centre from its values.
  ///
  /// - Precondition: the demand is not negative, there is a server, and entries of a table are positive.
  public init(_ name: String, demand: Double, _ service: Service) {
    precondition(demand >= 0 && demand.isFinite, "a demand is not negative")
    switch service {
    case .unlimited: break
    case .servers(let count): precondition(count > 0, "there is a server")
    case .table(let rates):
      precondition(!rates.isEmpty && rates.allSatisfy { $0 > 0 }, "rates are positive")
    }
    self.name = name
    self.demand = demand
    self.service = service
  }

  /// The rate with some robots present, in what one server does.
  ///
  /// - Precondition: `count` is at least 1.
  public func rate(_ count: Int) -> Double {
    switch service {
    case .unlimited: Double(count)
    case .servers(let servers): Double(min(count, servers))
    case .table(let rates): rates[min(count, rates.count) - 1]
    }
  }

  /// Jobs per second that it passes at most; infinity where nothing limits them.
  public var capacity: Double {
    if demand == 0 { return .infinity }
    switch service {
    case .unlimited: return .infinity
    case .servers(let servers): return Double(servers) / demand
    case .table(let rates): return (rates.max() ?? 1) / demand
    }
  }

  /// Seconds that a job spends there with nobody else about.
  public var aloneTime: Double { demand / rate(1) }

  /// The same centre where company never lowers its rate: as long as it does not jam.
  public var unjammed: ServiceCentre {
    guard case .table(let rates) = service else { return self }
    var most = 0.0
    return ServiceCentre(
      name, demand: demand,
      .table(
        rates.map {
          most = max(most, $0)
          return most
        }))
  }

  /// The same centre where others use a share of it, in [0, 1): all takes longer.
  ///
  /// Source: shadow servers; K. C. Sevcik, Priority scheduling disciplines in queueing network models of computer
  /// systems, 1977.
  public func shared(used share: Double) -> ServiceCentre {
    if case .unlimited = service { return self }
    return ServiceCentre(name, demand: demand / (1 - min(0.99, max(0, share))), service)
  }
}
