import SimCore
import Testing

@testable import RigidBodies

@Suite("Snapshot")
struct SnapshotTests {
  @Test("a world restored from a snapshot goes on with the same bits", arguments: [1, 3])
  func continues(workers: Int) {
    var first = makeScene(workers: workers)
    first.step(37)
    let bytes = first.world.stateBytes()
    first.step(50)

    // Into a fresh world, and into one that went another way.
    var fresh = Scenery(workers: 1)
    addWalls(&fresh, halfSize: 8)
    var other = makeScene(workers: 1)
    other.step(90)
    #expect(fresh.world.restoreState(from: bytes) == nil)
    #expect(other.world.restoreState(from: bytes) == nil)
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
    let bytes = s.world.stateBytes()
    let hash = s.world.stateHash
    var empty = Scenery()
    #expect(
      empty.world.restoreState(from: bytes)
        == "the bodies are of another map or other settings")
    #expect(
      s.world.restoreState(from: Array(bytes.dropLast(9))) == "the snapshot is cut short")
    #expect(empty.world.restoreState(from: [1, 2, 3]) == "the snapshot is cut short")
    #expect(s.world.stateHash == hash, "a refused snapshot changed the world")
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
