import Scenes

/// What the frames of a run hold, and when they are taken.
public struct FramePlan: Equatable, Sendable {
  /// Physics steps between two frames, from step 0 on.
  public var stepsPerFrame: Int
  /// Physics steps between two grids; nil keeps none.
  public var stepsPerGrid: Int?
  /// Rows of the robots in them, class by class. [classes]
  public var rows: [[Int]]
  /// Rows of the followed robots.
  public var followed: [Int]

  /// A plan from its values.
  public init(stepsPerFrame: Int, stepsPerGrid: Int?, rows: [[Int]], followed: [Int]) {
    self.stepsPerFrame = stepsPerFrame
    self.stepsPerGrid = stepsPerGrid
    self.rows = rows
    self.followed = followed
  }

  /// What a scene asks for; nil where it records nothing.
  public init?(_ scene: Scene) {
    let record = scene.outputs.record
    guard record.isOn else { return nil }
    let rate = scene.clocks.physicsRate
    stepsPerFrame = RunLoop.steps(Double(record.period), rate) ?? 1
    let wantsGrids = record.mcap && record.topics.contains(.grids)
    stepsPerGrid = wantsGrids ? RunLoop.steps(Double(record.gridPeriod), rate) : nil
    rows = []
    var first = 0
    for robots in scene.robots {
      rows.append(record.sample(of: first..<first + robots.count))
      first += robots.count
    }
    followed = record.mcap ? record.followedRows(of: scene.robots) : []
  }

  /// True where a frame is taken at a step.
  public func isDue(at step: Int) -> Bool { step % stepsPerFrame == 0 }

  /// True where grids come with the frame of a step: it is the first one at or behind their time.
  func hasGrids(at step: Int) -> Bool {
    stepsPerGrid.map { step % $0 < stepsPerFrame } ?? false
  }
}
