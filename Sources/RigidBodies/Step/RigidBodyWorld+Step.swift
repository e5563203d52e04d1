import SimCore

extension RigidBodyWorld {
  /// Advances all bodies by `settings.timeStep`.
  ///
  /// The result has the same bits for any number of workers: every stage splits its rows into fixed
  /// stripes that write nothing in common.
  ///
  /// - Complexity: O(bodies + pairs); no allocation once the columns have grown.
  public mutating func step(_ pool: WorkerPool) {
    clock.start()
    inspectBodies(pool)
    clock.book(.inspect)
    updatePairs(pool)
    clock.book(.search)
    findContacts(pool)
    clock.book(.narrow)
    colorContacts(pool)
    joints.prepareOrder(bodies)
    clock.book(.color)
    solve(pool)
    finish(pool)
    clock.book(.finish)
    stepCount += 1
  }

  private func findContacts(_ pool: WorkerPool) {
    let f = frame()
    share(pool, count: f.pairCount, stripe: 1024) { f.findContacts($0) }
  }

  /// The substeps: velocities, warm start, biased pass, positions, relaxing pass, restitution.
  private mutating func solve(_ pool: WorkerPool) {
    let f = frame()
    let tiles = f.tiles
    share(pool, count: solver.blockCount, stripe: 64) { f.prepareBlocks($0) }
    f.loadWorldRow()
    f.loadTile(tiles.count)
    eachTile(pool, tiles) { f.loadTile($0) }
    let passes = PassConstants.all(settings: settings)
    let view = joints.view(settings: settings, substep: f.substep, ids: bodies.ids.base)
    view.prepare(f)
    clock.book(.prepare)
    if view.count == 0 && tiles.farBlocks.isEmpty && !solvesPassByPass {
      solveTiles(pool, f, passes)
    } else {
      solveWithJoints(pool, f, passes, view)
    }
    storeImpulses(pool, f)
    clock.book(.store)
  }

  /// The substeps where tiles share nothing but their borders.
  ///
  /// Once borders are done, a tile goes through the end of a pass and the beginning of the next
  /// without waiting for the others: its rows stay in the cache, and workers wait for each other
  /// half as often. Each tile sees the order of `solveWithJoints`, so the bits are the same. Phases
  /// are booked from border to border, so each holds the first contacts of the next pass.
  private mutating func solveTiles(
    _ pool: WorkerPool, _ f: StepFrame, _ constants: PassConstants.All
  ) {
    let tiles = f.tiles
    let passCount = 4 * settings.substepCount
    begin(.warmStart, tiles.count, f)
    eachTile(pool, tiles) {
      begin(.warmStart, $0, f)
      f.run(.warmStart, tiles.blocks(SolverGroup.inner, $0), constants)
    }
    for k in 0..<passCount {
      let (pass, phase) = contactPass(k)
      let next = k + 1 < passCount ? contactPass(k + 1).pass : nil
      eachBorder(pool, tiles) { f.run(pass, $0, constants) }
      eachTile(pool, tiles) {
        f.run(pass, tiles.blocks(SolverGroup.fixed, $0), constants)
        end(pass, $0, f)
        if let next {
          begin(next, $0, f)
          f.run(next, tiles.blocks(SolverGroup.inner, $0), constants)
        }
      }
      end(pass, tiles.count, f)
      if let next { begin(next, tiles.count, f) }
      clock.book(phase)
    }
  }

  /// The passes of a step in their order, four to a substep.
  @inline(__always)
  private func contactPass(_ k: Int) -> (pass: ContactPass, phase: StepPhase) {
    switch k % 4 {
    case 0: (.warmStart, .warm)
    case 1: (.solve, .solve)
    case 2: (.relax, .relax)
    default: (.restitution, .bounce)
    }
  }

  /// What a pass does to the rows of a tile before its contacts.
  @inline(__always)
  private func begin(_ pass: ContactPass, _ tile: Int, _ f: StepFrame) {
    if pass == .warmStart {
      f.integrateVelocities(f.tiles.rows(tile), hasGrounds: f.tiles.hasGrounds(tile))
    }
  }

  /// What a pass does to the rows of a tile after its contacts.
  @inline(__always)
  private func end(_ pass: ContactPass, _ tile: Int, _ f: StepFrame) {
    switch pass {
    case .warmStart: if f.tiles.hasGrounds(tile) { f.solveGrounds(f.tiles.rows(tile)) }
    case .solve: f.integratePositions(f.tiles.rows(tile), hasGrounds: f.tiles.hasGrounds(tile))
    case .relax, .restitution: break
    }
  }

  /// The substeps of worlds with joints, or with contacts between tiles far apart: pass by pass.
  private mutating func solveWithJoints(
    _ pool: WorkerPool, _ f: StepFrame, _ passes: PassConstants.All, _ view: JointView
  ) {
    for _ in 0..<settings.substepCount {
      runContacts(pool, f, .warmStart, passes)
      clock.book(.warm)
      runJoints(pool, view) { view.warmStart($0, f) }
      runJoints(pool, view) { view.solve($0, f, usesBias: true) }
      clock.book(.joints)
      runContacts(pool, f, .solve, passes)
      clock.book(.solve)
      runJoints(pool, view) { view.solve($0, f, usesBias: false) }
      clock.book(.joints)
      runContacts(pool, f, .relax, passes)
      clock.book(.relax)
      runContacts(pool, f, .restitution, passes)
      clock.book(.bounce)
    }
  }

  /// Runs the joints colour by colour; the last colour may share bodies and runs in one piece.
  private func runJoints(_ pool: WorkerPool, _ view: JointView, _ body: (Range<Int>) -> Void) {
    if view.count == 0 { return }
    for color in 0..<JointStorage.colorCount {
      let first = Int(view.starts[color])
      let end = Int(view.starts[color + 1])
      if first == end { continue }
      if color == JointStorage.colorCount - 1 {
        body(first..<end)
      } else {
        share(pool, count: end - first, stripe: 128) {
          body(first + $0.lowerBound..<first + $0.upperBound)
        }
      }
    }
  }

  /// One pass over all contacts: inner groups, borders, those with the map, far ones.
  ///
  /// Tiles are worked on before their inner group and after their fixed group; tile `count` has the
  /// bodies without colliders.
  private func runContacts(
    _ pool: WorkerPool, _ f: StepFrame, _ pass: ContactPass, _ constants: PassConstants.All
  ) {
    let tiles = f.tiles
    begin(pass, tiles.count, f)
    eachTile(pool, tiles) {
      begin(pass, $0, f)
      f.run(pass, tiles.blocks(SolverGroup.inner, $0), constants)
    }
    eachBorder(pool, tiles) { f.run(pass, $0, constants) }
    // Bodies of far contacts lie anywhere, so rows are only worked on after these.
    let hasFar = !tiles.farBlocks.isEmpty
    eachTile(pool, tiles) {
      f.run(pass, tiles.blocks(SolverGroup.fixed, $0), constants)
      if !hasFar { end(pass, $0, f) }
    }
    if hasFar {
      f.run(pass, tiles.farBlocks, constants)
      eachTile(pool, tiles) { end(pass, $0, f) }
    }
    end(pass, tiles.count, f)
  }

  /// Writes impulses back to the pairs, and each contact's share to its bodies.
  private func storeImpulses(_ pool: WorkerPool, _ f: StepFrame) {
    let tiles = f.tiles
    eachTile(pool, tiles) { f.storeImpulses(tiles.blocks(SolverGroup.inner, $0)) }
    eachBorder(pool, tiles) { f.storeImpulses($0) }
    eachTile(pool, tiles) { f.storeImpulses(tiles.blocks(SolverGroup.fixed, $0)) }
    f.storeImpulses(tiles.farBlocks)
  }

  private mutating func finish(_ pool: WorkerPool) {
    let f = frame()
    let view = map.view
    let stripe = 1024
    let stripeCount = (f.bodyCount + stripe - 1) / stripe
    solver.badStripes.fill(count: max(1, stripeCount), with: 0)
    let marks = solver.badStripes.base
    // A serial run is one stripe; it marks the first.
    share(pool, count: f.bodyCount, stripe: stripe) {
      marks[$0.lowerBound / stripe] = f.finishBodies($0, map: view)
    }
    var all: UInt8 = 0
    for i in 0..<solver.badStripes.count { all |= marks[i] }
    hasResting = all & StepFrame.hasResting != 0
    contacts.isNew = false
    if all & StepFrame.leavesReach != 0 { broadPhase.isStale = true }
    if all & StepFrame.isNotFinite != 0 { quarantineBadResults() }
  }

  /// True where the work of a step is shared among the workers of a pool.
  ///
  /// A small world is one tile, and one thread is through with it before a second one is awake.
  @inline(__always)
  func isShared(_ pool: WorkerPool) -> Bool {
    pool.workerCount > 1 && bodies.count > settings.leastTile
  }

  /// Runs numbered parts on the pool, or one after the other where that is not worth it.
  func share(_ pool: WorkerPool, parts: Int, _ body: (Int) -> Void) {
    if isShared(pool) {
      pool.run(parts: parts, body)
    } else {
      for part in 0..<parts { body(part) }
    }
  }

  /// Runs stripes on the pool, or all at once where that is not worth it.
  func share(
    _ pool: WorkerPool, count: Int, stripe: Int, _ body: (Range<Int>) -> Void
  ) {
    if count == 0 { return }
    if !isShared(pool) || count <= 2 * stripe {
      body(0..<count)
    } else {
      pool.run(count: count, stripe: stripe, body)
    }
  }
}

extension StepFrame {
  /// Ends the contacts of a range of blocks; writes their pairs and the rows of their bodies.
  func storeImpulses(_ range: Range<Int>) {
    for block in range {
      let type = Int(blockTypes[block])
      let fields = UnsafeMutableRawPointer(blocks + Int(blockOffsets[block]))
        .assumingMemoryBound(to: Float.self)
      let isStatic = type >= ContactType.staticOnePoint
      for lane in 0..<8 {
        let index = block * 8 + lane
        let pair = Int(lanePairs[index])
        if pair < 0 { continue }
        var total: Float
        if type == ContactType.discs {
          pairImpulses[pair] = SIMD4(
            fields[BlockLayout.discNormalImpulse * 8 + lane],
            fields[BlockLayout.discTangentImpulse * 8 + lane], 0, 0)
          total = fields[BlockLayout.discTotal * 8 + lane]
        } else {
          let p0 = fields + BlockLayout.headSize * 8 + lane
          var impulses = SIMD4(
            p0[BlockLayout.normalImpulse * 8], p0[BlockLayout.tangentImpulse * 8], 0, 0)
          total = p0[BlockLayout.total * 8]
          if BlockLayout.hasTwoPoints(type) {
            let p1 = p0 + BlockLayout.pointSize * 8
            impulses.z = p1[BlockLayout.normalImpulse * 8]
            impulses.w = p1[BlockLayout.tangentImpulse * 8]
            total += p1[BlockLayout.total * 8]
          }
          pairImpulses[pair] = impulses
        }
        if total == 0 { continue }
        let a = Int(laneA[index])
        rowImpulses[a] += total
        rowBits[a] |= isStatic ? 2 : 1
        if !isStatic {
          let b = Int(laneB[index])
          rowImpulses[b] += total
          rowBits[b] |= 1
        }
      }
    }
  }
}
