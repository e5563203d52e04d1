import Contracts
import SimCore

/// Robots of a class in situations written by hand: what an executor does in them, without a scene.
///
/// For tests of policies; a run fills the same rows from its sensors.
///
///     var trial = ExecutorTrial(embodiment: body)
///     trial.robots = [ExecutorTrial.Robot(way: ahead)]
///     let action = trial.actions(of: try ExecutorPolicy(MyPolicy.kind))[0]
public struct ExecutorTrial: Sendable {
  /// What one robot sees.
  public struct Robot: Sendable {
    /// Position (m) and heading in the world.
    public var pose = Pose(position: .zero)
    /// Velocity in the world, m/s and rad/s.
    public var twist = Twist.zero
    /// Its stage.
    public var stage = RobotStage.travelling
    /// The directive in force.
    public var directive = Directive.none
    /// Its way ahead.
    public var way: WayAhead
    /// Seconds for which it has wanted to move and has hardly moved.
    public var stallTime: Float = 0
    /// Where it is asked to go, as long as that is urgent; zero where nobody asks.
    public var asked = Vec2.zero
    /// Its neighbours, the nearest first; at most `neighbourSlots` count.
    public var neighbours: [Neighbour] = []
    /// Free distance along each ray of the trial's fan, metres; empty where nothing is near.
    public var rays: [Float] = []
    /// The spatial field at its `fieldSamplePoints`; empty where it is withheld.
    public var field: [FieldSample] = []
    /// Robots per m² that are bound for its goal; nil where that is withheld.
    public var boundDensity: Float?
    /// Where its tool is to be in the body's frame, metres; (NaN, NaN) where there is no target.
    public var toolTarget = Vec2(repeating: .nan)
    /// Where its tool is in the body's frame, metres.
    public var toolPoint = Vec2.zero
    /// The motion ahead of its arm.
    public var reach = ReachAhead.straight

    /// A robot at the origin, at rest, on its way.
    public init(way: WayAhead = .arrived) { self.way = way }
  }

  /// The properties of the class.
  public var embodiment: EmbodimentDescriptor
  /// Its distance rays.
  public var rayFan = RayFan(count: 0, fieldOfView: 2 * .pi)
  /// What each robot sees.
  public var robots: [Robot] = []
  /// z of m^orch, own half then others; nil where it is withheld.
  public var plans: [Float]?
  /// z of m^exec, own half then others; nil where it is withheld.
  public var contexts: [Float]?
  /// When.
  public var tick = PolicyTick(seed: 1, classIndex: 0, step: 0, period: 0.1)

  /// A trial without robots.
  public init(embodiment: EmbodimentDescriptor) { self.embodiment = embodiment }

  /// What a policy does for each robot, in order.
  ///
  /// - Complexity: O(robots × (neighbours² + rays)); allocates.
  public func actions(of policy: ExecutorPolicy) -> [ExecutorAction] {
    let pose = Buffer(robots.map(\.pose))
    let twist = Buffer(robots.map(\.twist))
    let stage = Buffer(robots.map(\.stage))
    let directive = Buffer(robots.map(\.directive))
    let way = Buffer(robots.map(\.way))
    let stallTime = Buffer(robots.map(\.stallTime))
    let asked = Buffer(robots.map(\.asked))
    let nobody = Neighbour(offset: .zero, velocity: .zero, radius: 0, cooperation: 0)
    let neighbours = Buffer(
      robots.flatMap { padded($0.neighbours, to: neighbourSlots, with: nobody) })
    let neighbourCount = Buffer(robots.map { UInt8(min($0.neighbours.count, neighbourSlots)) })
    let rays = Buffer(robots.flatMap { padded($0.rays, to: rayFan.count, with: .infinity) })
    let field = Buffer(robots.flatMap { padded($0.field, to: fieldSamplePoints, with: .zero) })
    let boundDensity = Buffer(robots.map { $0.boundDensity ?? -1 })
    let toolTarget = Buffer(robots.map(\.toolTarget))
    let toolPoint = Buffer(robots.map(\.toolPoint))
    let reach = Buffer(robots.map(\.reach))
    let planStack = Buffer(plans ?? [])
    let contextStack = Buffer(contexts ?? [])
    let commands = Buffer(count: robots.count, repeating: MotionCommand.rest)
    let traces = Buffer(count: robots.count, repeating: ExecutorTrace.rest)
    rayFan.directions.withUnsafeBufferPointer { directions in
      let columns = ExecutorColumns(
        state: ExecutorColumns.State(
          pose: pose.base, twist: twist.base, stage: stage.base, directive: directive.base,
          way: way.base, stallTime: stallTime.base, asked: asked.base),
        senses: ExecutorColumns.Senses(
          neighbours: neighbours.base, neighbourCount: neighbourCount.base, rays: rays.base,
          rayDirections: directions, field: field.base, toolTarget: toolTarget.base,
          toolPoint: toolPoint.base, reach: reach.base,
          boundDensity: UnsafePointer(boundDensity.base)),
        embodiment: embodiment,
        population: PopulationView(
          orchestratorField: plans == nil ? nil : UnsafePointer(planStack.base),
          executorField: contexts == nil ? nil : UnsafePointer(contextStack.base),
          ownCount: Float(robots.count), otherCount: 0),
        tick: tick)
      policy.act(
        ExecutorTable(
          columns, rows: 0..<robots.count, commands: commands.base, traces: traces.base))
    }
    return robots.indices.map { ExecutorAction(commands[$0], traces[$0]) }
  }
}

/// The first elements of an array, and fillers up to a number of them.
func padded<Element>(_ array: [Element], to count: Int, with filler: Element) -> [Element] {
  let head = array.prefix(count)
  return head + Array(repeating: filler, count: count - head.count)
}
