/// What the orchestrators of one robot class see at one orchestrator tick: columns of the whole class.
///
/// The simulation fills it; a policy gets one `OrchestratorRow` at a time. Rows are robots of the
/// class in index order; only those to be decided, and those shown as peers, have travel times.
/// Unsafe: whoever fills it keeps every column, of the length stated, for the call.
@frozen
@usableFromInline
package struct OrchestratorColumns {
  /// The robots themselves.
  @usableFromInline package var state: State
  /// The task options, broadcast beside the fields.
  @usableFromInline package var options: Options
  /// The ways to the options.
  @usableFromInline package var ways: Ways
  /// Docks that nobody has claimed, less the robots that must charge and have none; broadcast beside
  /// the fields.
  @usableFromInline package var freeDocks: Float
  /// What the mode grants of the population.
  @usableFromInline package var population: PopulationView
  /// When.
  @usableFromInline package var tick: PolicyTick

  /// Columns from their parts.
  package init(
    state: State, options: Options, ways: Ways, freeDocks: Float = .infinity,
    population: PopulationView, tick: PolicyTick
  ) {
    self.state = state
    self.options = options
    self.ways = ways
    self.freeDocks = freeDocks
    self.population = population
    self.tick = tick
  }

  /// The robots themselves.
  @frozen
  @usableFromInline
  package struct State {
    /// Stages. [robotCount]
    @usableFromInline package var stage: UnsafePointer<RobotStage>
    /// State of charge in [0, 1]. [robotCount]
    @usableFromInline package var battery: UnsafePointer<Float>
    /// Present directives. [robotCount]
    @usableFromInline package var directive: UnsafePointer<Directive>
    /// Seconds since each became idle, 0 where it is not. [robotCount]
    @usableFromInline package var idleTime: UnsafePointer<Float>
    /// The state of charge below which the class recharges, in [0, 1]; below 0 where it never does.
    @usableFromInline package var rechargeBelow: Float

    /// State columns.
    package init(
      stage: UnsafePointer<RobotStage>, battery: UnsafePointer<Float>,
      directive: UnsafePointer<Directive>, idleTime: UnsafePointer<Float>, rechargeBelow: Float
    ) {
      self.stage = stage
      self.battery = battery
      self.directive = directive
      self.idleTime = idleTime
      self.rechargeBelow = rechargeBelow
    }
  }

  /// The task options.
  @frozen
  @usableFromInline
  package struct Options {
    /// Number of options J.
    @usableFromInline package var count: Int
    /// Jobs that wait at each option and are not taken yet, D_j, or a robot's share of them.
    /// [count] or [robotCount × count]
    @usableFromInline package var demand: UnsafePointer<Float>
    /// Numbers from one robot's demand to the next; 0 where all robots share one.
    @usableFromInline package var demandStride: Int
    /// Robots that queue at each option's pick-up. [count]
    @usableFromInline package var queue: UnsafePointer<Float>
    /// Value of a job of each option, dimensionless. [count]
    @usableFromInline package var value: UnsafePointer<Float>
    /// Robots that one job of each option needs; nil where every job needs one. [count]
    @usableFromInline package var quorum: UnsafePointer<Float>?
    /// Share of the other classes' robots that may serve each option; nil where none may. [count]
    @usableFromInline package var ableOthers: UnsafePointer<Float>?

    /// Option columns.
    package init(
      count: Int, demand: UnsafePointer<Float>, demandStride: Int = 0,
      queue: UnsafePointer<Float>, value: UnsafePointer<Float>,
      quorum: UnsafePointer<Float>? = nil, ableOthers: UnsafePointer<Float>? = nil
    ) {
      self.count = count
      self.demand = demand
      self.demandStride = demandStride
      self.queue = queue
      self.value = value
      self.quorum = quorum
      self.ableOthers = ableOthers
    }
  }

  /// The ways to the options.
  @frozen
  @usableFromInline
  package struct Ways {
    /// Seconds to each option's pick-up at the class's speed on free ways; ∞ where it cannot be
    /// reached or the class cannot do it. [robotCount × optionCount]
    @usableFromInline package var time: UnsafePointer<Float>
    /// Robots in traffic per m², in the mean over the way; nil where mode or coupling withholds it.
    /// [robotCount × optionCount]
    @usableFromInline package var density: UnsafePointer<Float>?
    /// The class's longest travel time over the map, seconds: the scale L of B3.
    @usableFromInline package var timeScale: Float

    /// Way columns.
    package init(
      time: UnsafePointer<Float>, density: UnsafePointer<Float>?, timeScale: Float
    ) {
      self.time = time
      self.density = density
      self.timeScale = timeScale
    }
  }
}
