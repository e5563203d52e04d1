import SimCore
import Testing

@testable import RigidBodies

@Suite("Snapshot")
struct SnapshotTests {
  @Test("a world restored from a snapshot goes on with the same bits", arguments: [1, 3])
  func continues(workers: Int) throws {
    var first = makeScene(workers: workers)
    first.step(37)
    var bytes: [UInt8] = []
    first.world.snapshot(into: &bytes)
    first.step(50)

    // Into a fresh world, and into one that went another way.
    var fresh = Scenery(workers: 1)
    addWalls(&fresh, halfSize: 8)
    var other = makeScene(workers: 1)
    other.step(90)
    try fresh.world.restore(from: bytes)
    try other.world.restore(from: bytes)
    #expect(fresh.world.stepCount == 37)
    fresh.step(50)
    other.step(50)
    let hash = first.world.stateHash
    #expect(fresh.world.stateHash == hash)
    #expect(other.world.stateHash == hash)
  }

  @Test("a snapshot of another map or a cut one is refused")
  func refused() {
    var s = makeScene(workers: 1)
    s.step(3)
    var bytes: [UInt8] = []
    s.world.snapshot(into: &bytes)
    var empty = Scenery()
    #expect(throws: SnapshotError.otherWorld) { try empty.world.restore(from: bytes) }
    #expect(throws: SnapshotError.notASnapshot) {
      try s.world.restore(from: Array(bytes.dropLast(9)))
    }
    #expect(throws: SnapshotError.notASnapshot) { try empty.world.restore(from: [1, 2, 3]) }
  }

  private func makeScene(workers: Int) -> Scenery {
    var s = Scenery(workers: workers)
    addWalls(&s, halfSize: 8)
    let bodies = randomBodies(&s, count: 200, halfSize: 7)
    _ = s.world.addJoint(
      JointDefinition(kind: .distance(0...3), bodyA: bodies[3], bodyB: bodies[8]))
    s.world.removeBody(bodies[20])
    return s
  }
}
