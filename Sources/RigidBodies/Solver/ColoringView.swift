import SimCore

/// Pointers of the stages of colouring; valid within it.
struct ColoringView: @unchecked Sendable {
  let tiles: TileTable
  let proxyCount: Int
  let dynamicPairCount: Int
  let proxies: UnsafeMutablePointer<ProxyRow>
  let rowStart: UnsafeMutablePointer<UInt32>
  let mapRowStart: UnsafeMutablePointer<UInt32>
  let bodyTiles: UnsafeMutablePointer<Int32>
  let types: UnsafeMutablePointer<UInt8>
  let colors: UnsafeMutablePointer<UInt8>
  let contactList: UnsafeMutablePointer<Int32>
  let slotsA: UnsafeMutablePointer<Int32>
  let slotsB: UnsafeMutablePointer<Int32>
  let masks: UnsafeMutablePointer<BodyMasks>
  let rows: UnsafeMutablePointer<Int32>
  let rowSlots: UnsafeMutablePointer<Int32>
  let blockOffsets: UnsafeMutablePointer<Int32>
  let blockTypes: UnsafeMutablePointer<UInt8>
  let lanePairs: UnsafeMutablePointer<Int32>
  let laneA: UnsafeMutablePointer<Int32>
  let laneB: UnsafeMutablePointer<Int32>

  /// A pair's colour says its group too: colours of the inner group, then from these on.
  private static let firstBorder = 32
  private static let firstFixed = 64
  private static let far: UInt8 = 128

  init(_ world: borrowing RigidBodyWorld) {
    tiles = world.tileTable
    proxyCount = world.broadPhase.x.count
    dynamicPairCount = world.contacts.dynamicPairCount
    proxies = world.broadPhase.rows.base
    rowStart = world.broadPhase.rowStart.base
    mapRowStart = world.broadPhase.mapRowStart.base
    bodyTiles = world.broadPhase.bodyTiles.base
    types = world.contacts.types.base
    colors = world.contacts.colors.base
    contactList = world.contacts.nearPairs.base
    slotsA = world.contacts.slotsA.base
    slotsB = world.contacts.slotsB.base
    masks = world.solver.masks.base
    rows = world.solver.rows.base
    rowSlots = world.solver.slots.base
    blockOffsets = world.solver.blockOffsets.base
    blockTypes = world.solver.blockTypes.base
    lanePairs = world.solver.lanePairs.base
    laneA = world.solver.laneA.base
    laneB = world.solver.laneB.base
  }

  @inline(__always)
  private func proxyRange(_ tile: Int) -> Range<Int> {
    tile * tiles.size..<min(proxyCount, (tile + 1) * tiles.size)
  }

  @inline(__always)
  private func dynamicPairs(_ tile: Int) -> Range<Int> {
    let range = proxyRange(tile)
    return Int(rowStart[range.lowerBound])..<Int(rowStart[range.upperBound])
  }

  @inline(__always)
  private func fixedPairs(_ tile: Int) -> Range<Int> {
    let range = proxyRange(tile)
    return Int(mapRowStart[range.lowerBound])..<Int(mapRowStart[range.upperBound])
  }

  /// Lists the contacts of a tile's pairs: those of bodies, then those with the map.
  ///
  /// The list takes the place of the near pairs, which the narrow phase is done with.
  private func listContacts(_ tile: Int) {
    let counters = tiles.counters + tile * TileCounter.size
    counters[TileCounter.dynamicContacts] = list(dynamicPairs(tile))
    counters[TileCounter.fixedContacts] = list(fixedPairs(tile))
  }

  private func list(_ pairs: Range<Int>) -> Int32 {
    let list = contactList + pairs.lowerBound
    var count = 0
    for k in pairs {
      list[count] = Int32(truncatingIfNeeded: k)
      count += types[k] == ContactType.none ? 0 : 1
    }
    return Int32(truncatingIfNeeded: count)
  }

  /// The contacts of bodies listed for a tile.
  @inline(__always)
  private func dynamicContacts(_ tile: Int) -> UnsafeBufferPointer<Int32> {
    let counters = tiles.counters + tile * TileCounter.size
    return UnsafeBufferPointer(
      start: contactList + dynamicPairs(tile).lowerBound,
      count: Int(counters[TileCounter.dynamicContacts]))
  }

  /// The contacts with the map listed for a tile.
  @inline(__always)
  private func fixedContacts(_ tile: Int) -> UnsafeBufferPointer<Int32> {
    let counters = tiles.counters + tile * TileCounter.size
    return UnsafeBufferPointer(
      start: contactList + fixedPairs(tile).lowerBound,
      count: Int(counters[TileCounter.fixedContacts]))
  }

  /// Colours the contacts of a tile's pairs and counts them.
  func color(_ tile: Int) {
    let counters = tiles.counters + tile * TileCounter.size
    for i in 0..<TileCounter.size { counters[i] = 0 }
    listContacts(tile)
    var farCount: Int32 = 0
    for listed in dynamicContacts(tile) {
      let k = Int(listed)
      let a = masks + Int(slotsA[k])
      let b = masks + Int(slotsB[k])
      let ahead =
        UInt32(bitPattern: bodyTiles[Int(slotsA[k])] &- Int32(truncatingIfNeeded: tile))
        | UInt32(bitPattern: bodyTiles[Int(slotsB[k])] &- Int32(truncatingIfNeeded: tile))
      let type = Int(types[k])
      if ahead == 0 {
        let free = ~(a.pointee.inner | b.pointee.inner)
        let color = min(free.trailingZeroBitCount, SolverGroup.innerColors - 1)
        let bit = UInt32(1) << UInt32(truncatingIfNeeded: color)
        a.pointee.inner |= bit
        b.pointee.inner |= bit
        colors[k] = UInt8(truncatingIfNeeded: color)
        counters[TileCounter.inner + color * ContactType.dynamicCount + type] += 1
      } else if ahead == 1 {
        let isOdd = tile & 1 == 1
        let used =
          isOdd
          ? a.pointee.oddBorder | b.pointee.oddBorder
          : a.pointee.evenBorder | b.pointee.evenBorder
        let color = min((~used).trailingZeroBitCount, SolverGroup.borderColors - 1)
        let bit = UInt8(1) << UInt8(truncatingIfNeeded: color)
        if isOdd {
          a.pointee.oddBorder |= bit
          b.pointee.oddBorder |= bit
        } else {
          a.pointee.evenBorder |= bit
          b.pointee.evenBorder |= bit
        }
        colors[k] = UInt8(truncatingIfNeeded: Self.firstBorder + color)
        counters[TileCounter.border + color * ContactType.dynamicCount + type] += 1
      } else {
        colors[k] = Self.far
        farCount += 1
      }
    }
    for listed in fixedContacts(tile) {
      let k = Int(listed)
      let slot = Int(slotsA[k])
      if Int(bodyTiles[slot]) != tile {
        colors[k] = Self.far
        farCount += 1
        continue
      }
      let free = ~masks[slot].fixed
      let color = min(free.trailingZeroBitCount, SolverGroup.fixedColors - 1)
      masks[slot].fixed |= UInt16(1) << UInt16(truncatingIfNeeded: color)
      colors[k] = UInt8(truncatingIfNeeded: Self.firstFixed + color)
      let type = Int(types[k]) - ContactType.staticOnePoint
      counters[TileCounter.fixed + color * ContactType.staticCount + type] += 1
    }
    counters[TileCounter.farContacts] = farCount
    sumUp(counters, SolverGroup.inner, from: TileCounter.inner, colors: SolverGroup.innerColors)
    sumUp(counters, SolverGroup.border, from: TileCounter.border, colors: SolverGroup.borderColors)
    sumUp(counters, SolverGroup.fixed, from: TileCounter.fixed, colors: SolverGroup.fixedColors)
  }

  /// The blocks and vectors of a group.
  private func sumUp(
    _ counters: UnsafeMutablePointer<Int32>, _ group: Int, from first: Int, colors: Int
  ) {
    let isFixed = group == SolverGroup.fixed
    let typeCount = isFixed ? ContactType.staticCount : ContactType.dynamicCount
    var blocks = 0
    var vectors = 0
    for color in 0..<colors {
      for type in 0..<typeCount {
        let n = Int(counters[first + color * typeCount + type])
        if n == 0 { continue }
        let count = color == colors - 1 ? n : (n + 7) / 8
        blocks += count
        vectors +=
          count * BlockLayout.size(of: isFixed ? type + ContactType.staticOnePoint : type)
      }
    }
    counters[TileCounter.blocks + group] = Int32(truncatingIfNeeded: blocks)
    counters[TileCounter.vectors + group] = Int32(truncatingIfNeeded: vectors)
  }

  /// Marks the bodies of far contacts, so that they get rows.
  func colorFar(_ farCount: Int) {
    if farCount == 0 { return }
    eachFar { k in
      masks[Int(slotsA[k])].inner |= BodyMasks.farBits
      masks[Int(slotsB[k])].inner |= BodyMasks.farBits
    }
  }

  private func eachFar(_ body: (Int) -> Void) {
    for tile in 0..<tiles.count {
      let counters = tiles.counters + tile * TileCounter.size
      if counters[TileCounter.farContacts] == 0 { continue }
      for k in dynamicContacts(tile) where colors[Int(k)] == Self.far { body(Int(k)) }
      for k in fixedContacts(tile) where colors[Int(k)] == Self.far { body(Int(k)) }
    }
  }

  /// Gives rows to the constrained bodies of a tile; a body belongs to its first collider's tile.
  func layRows(_ tile: Int) {
    let range = proxyRange(tile)
    var next = range.lowerBound + 1
    let counters = tiles.counters + tile * TileCounter.size
    counters[TileCounter.firstRow] = Int32(truncatingIfNeeded: next)
    for p in range {
      if proxies[p].bits & ProxyRow.isFirst == 0 { continue }
      let slot = Int(proxies[p].slot)
      let isConstrained = !masks[slot].isEmpty
      rows[slot] = isConstrained ? Int32(truncatingIfNeeded: next) : 0
      rowSlots[next] = Int32(truncatingIfNeeded: slot)
      next += isConstrained ? 1 : 0
    }
    counters[TileCounter.endRow] = Int32(truncatingIfNeeded: next)
  }

  /// Lays the blocks of a tile's groups and puts its contacts in their lanes.
  func placeContacts(_ tile: Int) {
    let counters = tiles.counters + tile * TileCounter.size
    lay(counters, tile, SolverGroup.inner, TileCounter.inner, SolverGroup.innerColors)
    lay(counters, tile, SolverGroup.border, TileCounter.border, SolverGroup.borderColors)
    lay(counters, tile, SolverGroup.fixed, TileCounter.fixed, SolverGroup.fixedColors)
    let cursors = counters + TileCounter.cursors
    for listed in dynamicContacts(tile) where colors[Int(listed)] != Self.far {
      let k = Int(listed)
      let color = Int(colors[k])
      let isInner = color < Self.firstBorder
      let own = isInner ? color : color - Self.firstBorder
      let isLast = own == (isInner ? SolverGroup.innerColors : SolverGroup.borderColors) - 1
      let bucket =
        (isInner ? TileCounter.inner : TileCounter.border) + own * ContactType.dynamicCount
        + Int(types[k])
      let lane = Int(cursors[bucket])
      cursors[bucket] += isLast ? 8 : 1
      lanePairs[lane] = Int32(truncatingIfNeeded: k)
      laneA[lane] = rows[Int(slotsA[k])]
      laneB[lane] = rows[Int(slotsB[k])]
    }
    for listed in fixedContacts(tile) where colors[Int(listed)] != Self.far {
      let k = Int(listed)
      let color = Int(colors[k]) - Self.firstFixed
      let bucket =
        TileCounter.fixed + color * ContactType.staticCount + Int(types[k])
        - ContactType.staticOnePoint
      let lane = Int(cursors[bucket])
      cursors[bucket] += color == SolverGroup.fixedColors - 1 ? 8 : 1
      lanePairs[lane] = Int32(truncatingIfNeeded: k)
      laneA[lane] = rows[Int(slotsA[k])]
    }
  }

  /// Lays the blocks of a group with empty lanes, and sets the cursors of its buckets.
  private func lay(
    _ counters: UnsafeMutablePointer<Int32>, _ tile: Int, _ group: Int, _ first: Int,
    _ colors: Int
  ) {
    let isFixed = group == SolverGroup.fixed
    let typeCount = isFixed ? ContactType.staticCount : ContactType.dynamicCount
    var block = Int(counters[TileCounter.blocks + group])
    var vector = Int(counters[TileCounter.vectors + group])
    let firstLane = 8 * block
    for color in 0..<colors {
      for type in 0..<typeCount {
        let bucket = first + color * typeCount + type
        counters[TileCounter.cursors + bucket] = Int32(truncatingIfNeeded: 8 * block)
        let n = Int(counters[bucket])
        let contactType = isFixed ? type + ContactType.staticOnePoint : type
        for _ in 0..<(color == colors - 1 ? n : (n + 7) / 8) {
          blockOffsets[block] = Int32(truncatingIfNeeded: vector)
          blockTypes[block] = UInt8(truncatingIfNeeded: contactType)
          block += 1
          vector += BlockLayout.size(of: contactType)
        }
      }
    }
    empty(firstLane..<8 * block)
  }

  private func empty(_ lanes: Range<Int>) {
    for lane in lanes {
      lanePairs[lane] = -1
      laneA[lane] = 0
      laneB[lane] = 0
    }
  }

  /// Lays the blocks of the far contacts, one contact in each.
  func placeFar(firstBlock: Int, firstVector: Int) {
    var block = firstBlock
    eachFar { k in
      blockOffsets[block] = Int32(
        truncatingIfNeeded: firstVector + (block - firstBlock) * BlockLayout.largest)
      blockTypes[block] = types[k]
      empty(8 * block..<8 * block + 8)
      lanePairs[8 * block] = Int32(truncatingIfNeeded: k)
      laneA[8 * block] = rows[Int(slotsA[k])]
      if k < dynamicPairCount { laneB[8 * block] = rows[Int(slotsB[k])] }
      block += 1
    }
  }
}
