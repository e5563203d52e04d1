import SimCore

/// What one robot's orchestrator sees: its own row, the task options, and what its coordination mode
/// grants.
///
/// There is no way from a row to another robot's; where the mode grants peers' rows, a planner that
/// needs them gets an `OrchestratorPeers`. Valid during the call only.
@frozen
public struct OrchestratorRow {
  @usableFromInline let columns: OrchestratorColumns
  @usableFromInline var index: Int

  @inlinable
  package init(_ columns: OrchestratorColumns, index: Int) {
    self.columns = columns
    self.index = index
  }

  /// Its number in its class, from 0.
  @inlinable public var indexInClass: Int { index }
  /// Its stage.
  @inlinable public var stage: RobotStage { columns.state.stage[index] }
  /// State of charge in [0, 1].
  @inlinable public var battery: Float { columns.state.battery[index] }
  /// The state of charge below which its class recharges, in [0, 1]; below 0 where it never does.
  @inlinable public var rechargeBelow: Float { columns.state.rechargeBelow }
  /// Its present directive.
  @inlinable public var directive: Directive { columns.state.directive[index] }
  /// Docks that nobody has claimed, as it was told.
  @inlinable public var freeDocks: Float { columns.docks.free[index * columns.docks.stride] }
  /// Docks on the map.
  @inlinable public var dockCount: Float { columns.docks.count }
  /// Seconds since it became idle, as it remembers; 0 where it is not.
  @inlinable public var idleTime: Float { columns.state.idleTime[index] }
  /// How often it found no job where it was sent, since it last found one, as it remembers.
  @inlinable public var missCount: Float { columns.state.missCount[index] }
  /// The physics step of this decision.
  @inlinable public var step: Int { columns.tick.step }
  /// Seconds between two decisions of a robot that has nothing to do.
  @inlinable public var period: Float { columns.tick.period }

  /// What the mode grants it of the population.
  @inlinable
  public var population: PopulationReading { PopulationReading(columns.population, row: index) }

  /// True where the population's fields are this robot's own estimates, not one broadcast for all.
  @inlinable public var hasOwnEstimate: Bool { columns.population.orchestratorStride != 0 }

  /// A stream of random numbers of this robot for a number of its own choosing: the same number, the
  /// same draws.
  @inlinable
  public func random(_ number: Int) -> RandomStream {
    RandomStream(
      seed: columns.tick.seed, classIndex: columns.tick.classIndex, index: index, step: number,
      purpose: .orchestrator)
  }
}

// MARK: - Options

extension OrchestratorRow {
  /// Number of task options J, at most `OrchestratorSchema.assignmentBins` of the mean fields.
  @inlinable public var optionCount: Int { columns.options.count }

  /// D_j: jobs that wait at an option and are not taken yet, as it was told, or its share of them; 0 where the
  /// station takes nobody.
  @inlinable
  public func openJobs(_ option: Int) -> Float {
    check(option)
    return columns.options.demand[index * columns.options.demandStride + option]
  }

  /// Value of a job of an option, dimensionless, 1 by default.
  @inlinable
  public func value(_ option: Int) -> Float {
    check(option)
    return columns.options.value[option]
  }

  /// Robots that one job of an option needs, at least 1.
  @inlinable
  public func quorum(_ option: Int) -> Float {
    check(option)
    return max(1, columns.options.quorum?[option] ?? 1)
  }

  /// Share of the other classes' robots that may serve an option, in [0, 1]; nil where nobody says.
  @inlinable
  public func ableOthers(_ option: Int) -> Float? {
    check(option)
    return columns.options.ableOthers?[option]
  }

  /// Seconds to an option's pick-up at its class's speed on free ways; ∞ where it cannot serve it.
  @inlinable
  public func travelTime(_ option: Int) -> Float {
    check(option)
    return columns.ways.time[index * columns.options.count + option]
  }

  /// Robots in traffic per m², in the mean over the way to an option's pick-up and from there to its delivery where
  /// that is a station; nil where mode or coupling withholds it.
  @inlinable
  public func wayDensity(_ option: Int) -> Float? {
    check(option)
    return columns.ways.density.map { $0[index * columns.options.count + option] }
  }

  /// Its class's longest travel time over the map, seconds.
  @inlinable public var travelScale: Float { columns.ways.timeScale }

  @inlinable
  func check(_ option: Int) {
    assert(option >= 0 && option < columns.options.count, "option \(option)")
  }
}
