import SimCore
import Simulation
import TestSupport
import Testing

/// Streets that are wide enough for two, one in each direction, and for no more.
@Suite("Streets of two")
struct StreetTests {
  /// A block with a street of 2 m round it, and robots of 0.32 m that drive round it in both directions, each in the
  /// half on its right: the outer ones against the clock, the inner ones with it.
  private func street(robotsEachWay count: Int, seed: Int) -> String {
    let size = Vec2(16, 10)
    let ways = [
      Round(from: Vec2(0.5, 0.5), to: size - Vec2(0.5, 0.5), isBack: false),
      Round(from: Vec2(1.5, 1.5), to: size - Vec2(1.5, 1.5), isBack: true),
    ]
    var robots = ""
    var tasks = ""
    for (number, way) in ways.enumerated() {
      let starts = (0..<count).map { (Float($0) + 0.3) / Float(count) }
      let poses = starts.map { way.pose($0) }.joined(separator: ", ")
      robots += """
          r\(number):
            count: \(count)
            body: {shape: circle, radius: 0.32 m, mass: 45 kg}
            drive: {kind: differential, max_speed: 1.6 m/s, max_accel: 1.2 m/s^2, max_turn_rate: 150 deg/s}
            spawn: {pattern: poses, poses: [\(poses)]}

        """
      tasks += """
          - name: round\(number)
            claim: at_assignment
            dwell: 0 s
            needs: {class: r\(number)}
            points:

        """
      for start in starts {
        let points = (1...30).map { way.point(start + Float($0) / 3) }.joined(separator: ", ")
        tasks += "      - [\(points)]\n"
      }
    }
    return """
      fleet: 1
      name: street
      world: {size: [16 m, 10 m], obstacles: [{rect: [2 m, 2 m, 14 m, 8 m]}]}
      robots:
      \(robots)tasks:
      \(tasks)run: {duration: 90 s, seed: \(seed)}
      """
  }

  /// A way round a rectangle.
  private struct Round {
    let from: Vec2
    let to: Vec2
    let isBack: Bool

    /// Where it is after a share of the round, metres, and where it leads there, degrees.
    private func place(_ share: Float) -> (Vec2, Int) {
      let size = to - from
      let round = 2 * (size.x + size.y)
      var s = (share - share.rounded(.down)) * round
      if isBack { s = round - s }
      let turn = isBack ? 180 : 0
      if s < size.x { return (Vec2(from.x + s, from.y), turn) }
      if s < size.x + size.y { return (Vec2(to.x, from.y + s - size.x), 90 + turn) }
      if s < 2 * size.x + size.y { return (Vec2(to.x - (s - size.x - size.y), to.y), 180 + turn) }
      return (Vec2(from.x, to.y - (s - 2 * size.x - size.y)), 270 + turn)
    }

    func point(_ share: Float) -> String {
      let (point, _) = place(share)
      return "[\(point.x) m, \(point.y) m]"
    }

    func pose(_ share: Float) -> String {
      let (point, degrees) = place(share)
      return "[\(point.x) m, \(point.y) m, \(degrees) deg]"
    }
  }

  @Test("sixteen robots that meet in a street of two go on", arguments: [2, 3])
  func flows(seed: Int) throws {
    var fleet = Fleet(
      model: try inlineModel(street(robotsEachWay: 8, seed: seed)), pool: WorkerPool(workerCount: 1)
    )
    while !fleet.isFinished { fleet.step() }
    let figures = fleet.report()
    // 0.7 m/s each. Where three are wedged between the walls somebody stands for 40 s and more.
    #expect(figures.value("distance_km") ?? 0 > 16 * 90 * 0.7 / 1000)
    #expect(figures.value("longest_stall_s") ?? 99 < 30)
  }
}
