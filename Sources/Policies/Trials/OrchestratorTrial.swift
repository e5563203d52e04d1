import Contracts
import SimCore

/// Robots of a class in situations written by hand: what an orchestrator decides in them, without a
/// scene.
///
/// For tests of policies; a run fills the same rows from its tasks and fields.
public struct OrchestratorTrial: Sendable {
  /// What one robot sees.
  public struct Robot: Sendable {
    /// Its stage.
    public var stage = RobotStage.idle
    /// State of charge in [0, 1].
    public var battery: Float = 1
    /// Its present directive.
    public var directive = Directive.none
    /// Seconds since it became idle.
    public var idleTime: Float = 0
    /// How often it found no job where it was sent, since it last found one.
    public var missCount: Float = 0
    /// Seconds to each option; ∞ where it cannot serve it. [option count]
    public var travelTime: [Float]
    /// Robots in traffic per m² on the way to each option; empty for all where it is withheld.
    public var wayDensity: [Float] = []

    /// An idle robot with a full battery.
    public init(travelTime: [Float]) { self.travelTime = travelTime }
  }

  /// A task option, as it is broadcast beside the fields.
  public struct Option: Sendable {
    /// Jobs that wait and are not taken yet, D_j.
    public var openJobs: Float = 1
    /// Value of a job, dimensionless.
    public var value: Float = 1
    /// Robots that one job needs.
    public var quorum: Float = 1
    /// Share of the other classes' robots that may serve it; nil where nobody says.
    public var ableOthers: Float?

    /// An option with one open job of value 1 for one robot.
    public init() {}
  }

  /// The robots, in order.
  public var robots: [Robot]
  /// The task options.
  public var options: [Option]
  /// Robots to decide, ascending; nil: all.
  public var due: [Int]?
  /// Robots whose rows are shown, ascending; nil where the mode withholds them.
  public var peers: [Int]?
  /// The state of charge below which the class recharges, in [0, 1].
  public var rechargeBelow: Float = 0.2
  /// The class's longest travel time, seconds.
  public var travelScale: Float = 100
  /// Docks that nobody has claimed.
  public var freeDocks = Float.infinity
  /// Docks on the map.
  public var dockCount: Float = 0
  /// z of m^orch, own half then others; nil where it is withheld.
  public var plans: [Float]?
  /// z of m^exec, own half then others; nil where it is withheld.
  public var contexts: [Float]?
  /// Standard error of z, own half then others; nil where nobody keeps it.
  public var planErrors: [Float]?
  /// Number of robots that the own half speaks for.
  public var ownCount: Float
  /// Number of robots that the other half speaks for.
  public var otherCount: Float = 0
  /// When.
  public var tick = PolicyTick(seed: 1, classIndex: 0, step: 0, period: 1)

  /// A trial of some robots and options.
  ///
  /// - Precondition: every robot has a travel time for each option.
  public init(robots: [Robot], options: [Option]) {
    self.robots = robots
    self.options = options
    ownCount = Float(robots.count)
  }

  /// What a policy decides for each robot, in order; nil for those that are not due.
  ///
  /// - Complexity: O(robots × options); allocates.
  public func decisions(of policy: OrchestratorPolicy) -> [OrchestratorDecision?] {
    precondition(
      robots.allSatisfy { $0.travelTime.count == options.count },
      "every robot has a travel time for each option")
    let stage = Buffer(robots.map(\.stage))
    let battery = Buffer(robots.map(\.battery))
    let directive = Buffer(robots.map(\.directive))
    let idleTime = Buffer(robots.map(\.idleTime))
    let missCount = Buffer(robots.map(\.missCount))
    let docks = Buffer([freeDocks])
    let travelTime = Buffer(robots.flatMap(\.travelTime))
    let density = Buffer(robots.flatMap { padded($0.wayDensity, to: options.count, with: 0) })
    let isGranted = robots.contains { !$0.wayDensity.isEmpty }
    let demand = Buffer(options.map(\.openJobs))
    let value = Buffer(options.map(\.value))
    let quorum = Buffer(options.map(\.quorum))
    let able = options.compactMap(\.ableOthers)
    let ableOthers = Buffer(able)
    let planStack = Buffer(plans ?? [])
    let contextStack = Buffer(contexts ?? [])
    let errorStack = Buffer(planErrors ?? [])
    let dueRows = Buffer((due ?? Array(robots.indices)).map { Int32($0) })
    let peerRows = Buffer((peers ?? []).map { Int32($0) })
    let decided = Buffer(count: robots.count, repeating: OrchestratorDecision.keep)
    var population = PopulationView(
      orchestratorField: plans == nil ? nil : UnsafePointer(planStack.base),
      executorField: contexts == nil ? nil : UnsafePointer(contextStack.base),
      ownCount: ownCount, otherCount: otherCount)
    if planErrors != nil { population.orchestratorDeviation = UnsafePointer(errorStack.base) }
    let columns = OrchestratorColumns(
      state: OrchestratorColumns.State(
        stage: stage.base, battery: battery.base, directive: directive.base,
        idleTime: idleTime.base, missCount: missCount.base, rechargeBelow: rechargeBelow),
      options: OrchestratorColumns.Options(
        count: options.count, demand: demand.base, value: value.base, quorum: quorum.base,
        ableOthers: able.count == options.count ? UnsafePointer(ableOthers.base) : nil),
      ways: OrchestratorColumns.Ways(
        time: travelTime.base, density: isGranted ? UnsafePointer(density.base) : nil,
        timeScale: travelScale),
      docks: OrchestratorColumns.Docks(free: docks.base, count: dockCount),
      population: population, tick: tick)
    let shown = peers.map { _ in
      OrchestratorPeers(
        columns, rows: UnsafeBufferPointer(start: peerRows.base, count: peerRows.count))
    }
    policy.plan(
      OrchestratorTable(
        columns, due: UnsafeBufferPointer(start: dueRows.base, count: dueRows.count), peers: shown,
        decisions: decided.base))
    var result = [OrchestratorDecision?](repeating: nil, count: robots.count)
    for k in 0..<dueRows.count { result[Int(dueRows[k])] = decided[Int(dueRows[k])] }
    return result
  }
}
