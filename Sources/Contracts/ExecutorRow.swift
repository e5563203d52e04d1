import SimCore

/// What one robot's executor sees: its own row, and what its coordination mode grants.
///
/// There is no way from a row to another robot's: what it knows of others are the neighbours that its
/// sensors see and the population's fields. Valid during the call only.
@frozen
public struct ExecutorRow {
  // A pointer: with some thirty words of columns in every row that is handed on, acting took a fifth
  // longer. Unsafe: whoever makes a row keeps the columns for the call.
  @usableFromInline let source: UnsafePointer<ExecutorColumns>
  @usableFromInline var index: Int

  @inlinable
  package init(_ columns: UnsafePointer<ExecutorColumns>, index: Int) {
    source = columns
    self.index = index
  }

  @inlinable
  var columns: ExecutorColumns {
    @inline(__always) unsafeAddress { source }
  }

  /// The properties of its class.
  @inlinable public var embodiment: EmbodimentDescriptor { columns.embodiment }
  /// Position (m) and heading in the world.
  @inlinable public var pose: Pose { columns.state.pose[index] }
  /// Velocity in the world, m/s and rad/s.
  @inlinable public var twist: Twist { columns.state.twist[index] }
  /// Its stage.
  @inlinable public var stage: RobotStage { columns.state.stage[index] }
  /// The directive in force.
  @inlinable public var directive: Directive { columns.state.directive[index] }
  /// Its way ahead.
  @inlinable public var way: WayAhead { columns.state.way[index] }
  /// Seconds for which it has wanted to move and has hardly moved; 0 where nobody keeps it.
  @inlinable public var stallTime: Float { columns.state.stallTime?[index] ?? 0 }
  /// Where it is asked to go, so that another gets past: a direction in the world, as long as the request is urgent,
  /// at most 1; zero where nobody asks.
  @inlinable public var asked: Vec2 { columns.state.asked?[index] ?? .zero }
  /// Where its tool is to be in the body's frame, metres; (NaN, NaN) where there is no target.
  @inlinable public var toolTarget: Vec2 { columns.senses.toolTarget[index] }
  /// Where its tool is in the body's frame, metres.
  @inlinable public var toolPoint: Vec2 { columns.senses.toolPoint[index] }
  /// The motion ahead of its arm.
  @inlinable public var reach: ReachAhead { columns.senses.reach?[index] ?? .straight }
  /// Seconds between two executor ticks.
  @inlinable public var period: Float { columns.tick.period }
  /// The physics step of this action.
  @inlinable public var step: Int { columns.tick.step }

  /// What the mode grants it of the population.
  @inlinable
  public var population: PopulationReading { PopulationReading(columns.population, row: index) }

  /// A stream of random numbers of this robot for a number of its own choosing: the same number, the
  /// same draws.
  @inlinable
  public func random(_ number: Int) -> RandomStream {
    RandomStream(
      seed: columns.tick.seed, classIndex: columns.tick.classIndex, index: index, step: number,
      purpose: .executor)
  }
}

// MARK: - What its sensors see

extension ExecutorRow {
  /// How many neighbours it sees, at most `neighbourSlots`.
  @inlinable
  public var neighbourCount: Int {
    min(Int(columns.senses.neighbourCount[index]), neighbourSlots)
  }

  /// A neighbour, the nearest first.
  ///
  /// - Precondition: `rank` is in 0 ..< `neighbourCount`.
  @inlinable
  public func neighbour(_ rank: Int) -> Neighbour {
    assert(rank >= 0 && rank < neighbourSlots, "neighbour \(rank)")
    return columns.senses.neighbours[index * neighbourSlots + rank]
  }

  /// Number of distance rays; may be 0.
  @inlinable public var rayCount: Int { columns.senses.rayDirections.count }

  /// Free distance along a ray from the body's centre, metres.
  ///
  /// - Precondition: `ray` is in 0 ..< `rayCount`.
  @inlinable
  public func rayDistance(_ ray: Int) -> Float {
    assert(ray >= 0 && ray < rayCount, "ray \(ray) of \(rayCount)")
    return columns.senses.rays[index * rayCount + ray]
  }

  /// The unit vector along a ray, in the body's frame.
  ///
  /// - Precondition: `ray` is in 0 ..< `rayCount`.
  @inlinable
  public func rayDirection(_ ray: Int) -> Vec2 {
    assert(ray >= 0 && ray < rayCount, "ray \(ray) of \(rayCount)")
    return columns.senses.rayDirections[ray]
  }

  /// The spatial field at a point of `fieldSampleOffset(_:direction:lookAhead:)`; zero where the mode
  /// withholds it.
  ///
  /// - Precondition: `point` is in 0 ..< `fieldSamplePoints`.
  @inlinable
  public func fieldSample(_ point: Int) -> FieldSample {
    assert(point >= 0 && point < fieldSamplePoints, "field sample \(point)")
    return columns.senses.field[index * fieldSamplePoints + point]
  }

  /// Other robots per m² that are bound for the surroundings of its own goal, as of the last update of m^orch; nil where it is withheld or has no goal.
  @inlinable
  public var boundDensity: Float? {
    guard let density = columns.senses.boundDensity?[index], density >= 0 else { return nil }
    return density
  }
}
