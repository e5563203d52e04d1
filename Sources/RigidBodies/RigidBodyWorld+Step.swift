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
    colorContacts()
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
    let types = UnsafePointer(solver.blockTypes.base)
    share(pool, count: solver.blockCount, stripe: 64) { f.prepareBlocks($0, types: types) }
    share(pool, count: f.solverCount, stripe: 1024) { f.loadRows($0) }
    let h = f.substep
    let hertz = min(settings.contactHertz, 0.25 / h)
    let soft = Softness(hertz: hertz, dampingRatio: settings.contactDampingRatio, substep: h)
    let hard = Softness(
      hertz: min(2 * settings.contactHertz, 0.25 / h), dampingRatio: settings.contactDampingRatio,
      substep: h)
    let dynamicBias = PassConstants(softness: soft, settings: settings)
    let staticBias = PassConstants(softness: hard, settings: settings)
    let rigid = PassConstants(softness: nil, settings: settings)
    let view = joints.view(settings: settings, substep: h, ids: bodies.ids.base)
    view.prepare(f)
    clock.book(.prepare)
    for _ in 0..<settings.substepCount {
      share(pool, count: f.solverCount, stripe: 1024) { f.integrateVelocities($0) }
      runJoints(pool, view) { view.warmStart($0, f) }
      clock.book(.velocities)
      runContacts(pool, f, .warmStart, rigid, rigid)
      clock.book(.warm)
      share(pool, count: f.solverCount, stripe: 1024) { f.solveGrounds($0) }
      runJoints(pool, view) { view.solve($0, f, usesBias: true) }
      clock.book(.velocities)
      runContacts(pool, f, .solve, dynamicBias, staticBias)
      clock.book(.solve)
      share(pool, count: f.solverCount, stripe: 1024) { f.integratePositions($0) }
      runJoints(pool, view) { view.solve($0, f, usesBias: false) }
      clock.book(.positions)
      runContacts(pool, f, .relax, rigid, rigid)
      clock.book(.relax)
      runContacts(pool, f, .restitution, rigid, rigid)
      clock.book(.bounce)
    }
    storeImpulses(pool, f)
    clock.book(.store)
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

  /// One pass over all colours: those between bodies first, those with the map last.
  private func runContacts(
    _ pool: WorkerPool, _ f: StepFrame, _ pass: ContactPass, _ dynamic: PassConstants,
    _ fixed: PassConstants
  ) {
    let types = UnsafePointer(solver.blockTypes.base)
    for color in 0..<ContactColor.count {
      let first = Int(solver.firstBlocks[color * ContactType.count])
      let end = Int(solver.firstBlocks[(color + 1) * ContactType.count])
      if first == end { continue }
      if Self.isOverflow(color) || pool.workerCount == 1 {
        f.run(
          pass, first..<end, types: types, dynamicConstants: dynamic, staticConstants: fixed)
      } else {
        share(pool, count: end - first, stripe: 32) {
          f.run(
            pass, first + $0.lowerBound..<first + $0.upperBound, types: types,
            dynamicConstants: dynamic, staticConstants: fixed)
        }
      }
    }
  }

  /// Writes impulses back to the pairs, and each contact's share to its bodies.
  private func storeImpulses(_ pool: WorkerPool, _ f: StepFrame) {
    let types = UnsafePointer(solver.blockTypes.base)
    for color in 0..<ContactColor.count {
      let first = Int(solver.firstBlocks[color * ContactType.count])
      let end = Int(solver.firstBlocks[(color + 1) * ContactType.count])
      if first == end { continue }
      if Self.isOverflow(color) {
        f.storeImpulses(first..<end, types: types)
      } else {
        share(pool, count: end - first, stripe: 32) {
          f.storeImpulses(first + $0.lowerBound..<first + $0.upperBound, types: types)
        }
      }
    }
  }

  private mutating func finish(_ pool: WorkerPool) {
    let f = frame()
    let view = map.view
    let stripe = 1024
    let stripeCount = (f.bodyCount + stripe - 1) / stripe
    solver.badStripes.fill(count: max(1, stripeCount), with: 0)
    let bad = solver.badStripes.base
    share(pool, count: f.bodyCount, stripe: stripe) {
      // A serial run is one stripe; it marks the first.
      if f.finishBodies($0, map: view) { bad[$0.lowerBound / stripe] = 1 }
    }
    var hasBad = false
    for i in 0..<solver.badStripes.count where bad[i] != 0 { hasBad = true }
    if hasBad { quarantineBadResults() }
  }

  /// Runs stripes on the pool, or all at once where that is not worth it.
  func share(
    _ pool: WorkerPool, count: Int, stripe: Int, _ body: (Range<Int>) -> Void
  ) {
    if count == 0 { return }
    if pool.workerCount == 1 || count <= 2 * stripe {
      body(0..<count)
    } else {
      pool.run(count: count, stripe: stripe, body)
    }
  }
}

extension StepFrame {
  /// Ends the contacts of a range of blocks; writes their pairs and the rows of their bodies.
  func storeImpulses(_ range: Range<Int>, types: UnsafePointer<UInt8>) {
    for block in range {
      let type = Int(types[block])
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
