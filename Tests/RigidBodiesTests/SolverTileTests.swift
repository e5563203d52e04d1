import SimCore
import Testing

@testable import RigidBodies

@Suite("The solver's tiles")
struct SolverTileTests {
  private func crowd(tile: Int, workers: Int = 1) -> Scenery {
    var s = Scenery(workers: workers) { $0.leastTile = tile }
    addWalls(&s, halfSize: 13)
    _ = randomBodies(&s, count: 700, halfSize: 12.5)
    return s
  }

  @Test("tiles that run ahead of others give the bits of pass by pass, for 1 to 8 workers")
  func runningAhead() {
    var hashes: [UInt64] = []
    for workers in 0...8 {
      // Without joints and large bodies, which need all tiles at once.
      var s = Scenery(workers: max(1, workers)) { $0.leastTile = 60 }
      addWalls(&s, halfSize: 9)
      for i in 0..<900 {
        let place = Vec2(Float(i % 30) * 0.58 - 8.4, Float(i / 30) * 0.58 - 8.4)
        let velocity = Vec2(Float(i % 7) - 3, Float(i % 5) - 2)
        if i % 2 == 0 {
          _ = s.disc(at: place, velocity: velocity)
        } else {
          _ = s.box(at: place, length: 0.5, width: 0.4, angle: Float(i), velocity: velocity)
        }
      }
      s.world.solvesPassByPass = workers == 0
      s.step(14)
      #expect(s.world.broadPhase.tileCount > 8 && s.world.contactCount > 500)
      #expect(s.world.tileTable.farBlocks.isEmpty)
      hashes.append(s.world.stateHash)
    }
    #expect(Set(hashes).count == 1, "\(hashes)")
  }

  @Test("every contact has one lane, and the lanes of a block share no body")
  func lanes() {
    var s = crowd(tile: 48)
    s.step(12)
    #expect(s.world.broadPhase.tileCount > 8)
    var lanesOfPair = [Int](repeating: 0, count: s.world.contacts.count)
    for block in 0..<s.world.solver.blockCount {
      var bodies: Set<Int32> = []
      for lane in 8 * block..<8 * block + 8 {
        let pair = Int(s.world.solver.lanePairs[lane])
        if pair < 0 { continue }
        lanesOfPair[pair] += 1
        for row in [s.world.solver.laneA[lane], s.world.solver.laneB[lane]] where row != 0 {
          let isNew = bodies.insert(row).inserted
          #expect(isNew)
        }
      }
    }
    // The types are those of the step before the last search at most, so they fit the lanes.
    for pair in 0..<s.world.contacts.count {
      let isContact = s.world.contacts.types[pair] != ContactType.none
      #expect(lanesOfPair[pair] == (isContact ? 1 : 0))
    }
  }

  @Test("inner and border groups of tiles that are solved at once share no body")
  func groups() {
    var s = crowd(tile: 48)
    s.step(12)
    let table = s.world.tileTable
    for group in [SolverGroup.inner, SolverGroup.border, SolverGroup.fixed] {
      for parity in 0..<2 {
        var owner: [Int32: Int] = [:]
        for tile in 0..<table.count where group != SolverGroup.border || tile % 2 == parity {
          for block in table.blocks(group, tile) {
            for lane in 8 * block..<8 * block + 8 where s.world.solver.lanePairs[lane] >= 0 {
              for row in [s.world.solver.laneA[lane], s.world.solver.laneB[lane]] where row != 0 {
                let other = owner[row] ?? tile
                #expect(other == tile)
                owner[row] = tile
              }
            }
          }
        }
      }
    }
  }

  @Test("momentum is kept with many tiles, borders and large bodies")
  func momentum() {
    var s = Scenery { $0.leastTile = 16 }
    let bodies = randomBodies(&s, count: 300, halfSize: 7, seed: 3)
    for body in bodies {
      s.world.setGroundContact(.none, of: body)
      s.world.bodies.traits[s.world.bodies.slot(of: body)].linearFactor = 1
    }
    let before = s.momentum(bodies)
    let scale = bodies.reduce(0) { $0 + s.world.mass(of: $1) * 2 }
    s.step(90)
    #expect(!s.world.tileTable.farBlocks.isEmpty || s.world.broadPhase.tileCount > 4)
    #expect((s.momentum(bodies) - before).length < 2e-6 * scale)
    #expect(s.world.quarantined.isEmpty)
  }

  @Test("where bodies are stored changes nothing")
  func storageOrder() {
    var s = crowd(tile: 64)
    var other = crowd(tile: 64)
    for _ in 0..<40 {
      s.step()
      // Puts the bodies in order at every search instead of every eighth.
      other.world.broadPhase.isOrderStale = true
      other.step()
    }
    let differs = (0..<700).contains {
      s.world.bodies.ids[$0].slot != other.world.bodies.ids[$0].slot
    }
    #expect(differs)
    #expect(s.world.stateHash == other.world.stateHash)
  }

  @Test("a warm step makes no column grow")
  func noGrowth() {
    var s = crowd(tile: 64)
    s.step(120)
    let bytes = s.world.storageByteCount
    var moved = s.world.broadPhase.searchCount
    s.step(60)
    moved = s.world.broadPhase.searchCount - moved
    #expect(moved > 5)
    #expect(s.world.storageByteCount == bytes)
  }
}
