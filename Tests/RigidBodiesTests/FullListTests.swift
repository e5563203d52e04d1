import SimCore
import Testing

@testable import RigidBodies

/// Lists that find themselves full are enlarged and filled again; the bits are those of lists with room.
@Suite("Full lists of the search for pairs")
struct FullListTests {
  /// Discs and boxes along a comb of a wall, so that each has many edges of the map in reach.
  private func comb(workers: Int) -> Scenery {
    var s = Scenery(workers: workers) { $0.leastTile = 60 }
    for tooth in 0..<300 {
      let x = Float(tooth) * 0.2 - 30
      s.world.addStatic(
        .polygon([Vec2(x, -1), Vec2(x + 0.1, -1), Vec2(x + 0.1, 0), Vec2(x, 0)]))
    }
    for i in 0..<240 {
      let place = Vec2(Float(i % 80) * 0.72 - 29, 0.45 + Float(i / 80) * 0.8)
      if i % 2 == 0 {
        _ = s.disc(at: place, radius: 0.3, velocity: Vec2(Float(i % 5) - 2, -1))
      } else {
        _ = s.box(at: place, length: 0.6, width: 0.5, velocity: Vec2(Float(i % 3) - 1, -1))
      }
    }
    return s
  }

  private func hashes(workers: Int, takingRoom: Bool, steps: Int) -> [UInt64] {
    var s = comb(workers: workers)
    // So much room that no list of these worlds is ever full.
    s.world.broadPhase.proxyRoom = 1 << 16
    s.world.broadPhase.edgeRoom = 1 << 16
    return (0..<steps).map { _ in
      if takingRoom { s.world.takeSpareRoom() }
      s.step()
      return s.world.stateHash
    }
  }

  @Test("room for one pair and one edge before every step gives the bits of room for all")
  func leastRoom() {
    let ample = hashes(workers: 1, takingRoom: false, steps: 40)
    #expect(hashes(workers: 1, takingRoom: true, steps: 40) == ample)
    #expect(hashes(workers: 3, takingRoom: true, steps: 40) == ample)
  }

  @Test("a stripe of bodies with more edges of the map in reach than its list holds steps on")
  func manyEdges() {
    var s = comb(workers: 1)
    let room = s.world.broadPhase.edgeRoom
    s.step(30)
    #expect(s.world.broadPhase.edgeRoom > room, "the list was never full: the test tests nothing")
    #expect(s.world.contactCount > 100)
    // Warm, nothing has to be enlarged any more.
    let warm = s.world.broadPhase.edgeRoom
    s.world.broadPhase.isStale = true
    s.step()
    #expect(s.world.broadPhase.edgeRoom == warm)
  }

  @Test("an edge is found once, however full the list was")
  func edgesOnce() {
    var s = comb(workers: 1)
    s.world.takeSpareRoom()
    s.step()
    var seen: Set<SIMD2<UInt32>> = []
    for k in s.world.contacts.dynamicPairCount..<s.world.contacts.count {
      #expect(seen.insert(s.world.contacts.colliders[k]).inserted)
    }
    #expect(seen.count > 300)
  }

  @Test("a column begins with room for one element and keeps what it has when it grows")
  func columns() {
    var column = Column<Int32>()
    #expect(column.capacity == StartingRoom.least)
    for i in 0..<1000 { column.append(Int32(i)) }
    #expect((0..<1000).allSatisfy { column[$0] == Int32($0) })
  }
}
