import SimCore

/// Checks what a scene means, after its types are right; works on whatever part of it is sound.
///
/// A check whose inputs are mistakes themselves stays silent: one mistake, one message.
struct SceneChecks {
  /// Where mistakes go.
  let context: LoadContext
  /// The typed tree; parts of it may be mistakes that were reported.
  let tree: TypedNode
  /// Bounds and map.
  let map: LoadedMap

  /// Runs all checks.
  func run() {
    checkZones()
    checkObstacles()
    checkLanes()
    checkZoneSet()
    checkMasks()
    checkClocks()
    checkLimits()
    checkRobots()
    checkSpawns()
    checkEnergy()
    checkPolicies()
    checkRecursions()
    checkPath()
    checkCoupling()
    checkFeatures()
    checkTasks()
    checkSuccess()
    checkRecord()
    checkSweep()
    warnOfLoopGain()
    // What a mistake kept from being read may look unused; those warnings wait for sound scenes.
    if context.hasErrors { return }
    warnOfUnusedDocks()
    warnOfSilence()
    if tree["resolved"]?.boolean != true {
      warnOfUnusedPolicies()
      tellUnreadKeys()
      ParameterReader(context: context).warnOfUnused(besides: axisNames)
    }
  }

  /// Names of the sweep's axes.
  var axisNames: [String] { tree["sweep"]?["axes"]?.entries.map(\.name) ?? [] }

  /// The robot classes.
  var robots: [TypedEntry] { tree["robots"]?.entries ?? [] }

  /// The zones with a name.
  var zones: [(name: String, node: TypedNode)] {
    (tree["world"]?["zones"]?.elements ?? []).compactMap { zone in
      zone["name"]?.text.map { ($0, zone) }
    }
  }

  /// True where the whole list of zones could be read, and none has the name of another: the name
  /// that it should have had is then looked for in vain.
  var zonesAreKnown: Bool {
    let names = zones.map(\.name)
    return names.count == (tree["world"]?["zones"]?.elements.count ?? -1)
      && Set(names).count == names.count
  }

  /// A length for a message, rounded to millimetres.
  func metres(_ value: Float) -> String {
    NumberText.rounded(Double(value), decimals: 3) + " m"
  }

  /// A box for a message, in the frame that the scene speaks in: `[0, 0, 60, 24] m`.
  func words(_ box: AABB) -> String {
    let frame = map.frame
    let shift = frame.isTurned ? (0, 0) : (frame.offsetX, frame.offsetY)
    let values = [
      Double(box.lower.x) + shift.0, Double(box.lower.y) + shift.1,
      Double(box.upper.x) + shift.0, Double(box.upper.y) + shift.1,
    ]
    return "["
      + values.map { NumberText.digits(($0 * 1000).rounded() / 1000) }.joined(separator: ", ")
      + "] m"
      + (frame.isTurned ? " along the map's own sides" : "")
  }

  /// "note: declared at line 12", or nothing where the place is not known.
  func declared(_ place: Place?, seenFrom other: Place?) -> [String] {
    place.map { ["note: declared at \(context.lineWords($0, seenFrom: other))"] } ?? []
  }
}
