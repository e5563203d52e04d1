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
  /// The docks.
  @usableFromInline package var docks: Docks
  /// What the mode grants of the population.
  @usableFromInline package var population: PopulationView
  /// When.
  @usableFromInline package var tick: PolicyTick

  /// Columns from their parts.
  package init(
    state: State, options: Options, ways: Ways, docks: Docks, population: PopulationView,
    tick: PolicyTick
  ) {
    self.state = state
    self.options = options
    self.ways = ways
    self.docks = docks
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
    /// How often each found no job where it was sent, since it last found one. [robotCount]
    @usableFromInline package var missCount: UnsafePointer<Float>
    /// The state of charge below which the class recharges, in [0, 1]; below 0 where it never does.
    @usableFromInline package var rechargeBelow: Float

    /// State columns.
    package init(
      stage: UnsafePointer<RobotStage>, battery: UnsafePointer<Float>,
      directive: UnsafePointer<Directive>, idleTime: UnsafePointer<Float>,
      missCount: UnsafePointer<Float>, rechargeBelow: Float
    ) {
      self.stage = stage
      self.battery = battery
      self.directive = directive
      self.idleTime = idleTime
      self.missCount = missCount
      self.rechargeBelow = rechargeBelow
    }
  }

  /// The task options.
  @frozen
  @usableFromInline
  package struct Options {
    /// Number of options J.
    @usableFromInline package var count: Int
    /// Jobs that wait at each option and are not taken yet, D_j, or a robot's share of them, or what it knows of
    /// them. [count] or [robotCount × stride]
    @usableFromInline package var demand: UnsafePointer<Float>
    /// Numbers from one robot's demand to the next; 0 where all robots share one.
    @usableFromInline package var demandStride: Int
    /// Value of a job of each option, dimensionless. [count]
    @usableFromInline package var value: UnsafePointer<Float>
    /// Robots that one job of each option needs; nil where every job needs one. [count]
    @usableFromInline package var quorum: UnsafePointer<Float>?
    /// Share of the other classes' robots that may serve each option; nil where none may. [count]
    @usableFromInline package var ableOthers: UnsafePointer<Float>?

    /// Option columns.
    package init(
      count: Int, demand: UnsafePointer<Float>, demandStride: Int = 0,
      value: UnsafePointer<Float>,
      quorum: UnsafePointer<Float>? = nil, ableOthers: UnsafePointer<Float>? = nil
    ) {
      self.count = count
      self.demand = demand
      self.demandStride = demandStride
      self.value = value
      self.quorum = quorum
      self.ableOthers = ableOthers
    }
  }

  /// The docks, as they tell of themselves.
  @frozen
  @usableFromInline
  package struct Docks {
    /// Docks that nobody has claimed: one number for all, or one for each robot.
    @usableFromInline package var free: UnsafePointer<Float>
    /// Numbers from one robot's to the next; 0 where all robots share one.
    @usableFromInline package var stride: Int
    /// Docks on the map.
    @usableFromInline package var count: Float

    /// Dock columns.
    package init(free: UnsafePointer<Float>, stride: Int = 0, count: Float) {
      self.free = free
      self.stride = stride
      self.count = count
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
