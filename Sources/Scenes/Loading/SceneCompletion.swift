import Contracts
import Embodiments
import Policies
import SimCore

/// Fills in what follows from other values: seeds, slots, axle widths, policies named by their kind.
struct SceneCompletion {
  /// Where mistakes go.
  let context: LoadContext

  /// Completes the tree.
  func fill(_ tree: inout TypedNode, deferred: DeferredOverrides) {
    if tree["name"] == nil {
      let name = fileName(of: context.sources.files[0].displayPath)
      let stem = name.firstRange(of: ".fleet.y").map { String(name[..<$0.lowerBound]) } ?? name
      tree.set(["name"], to: derived(.text(visibleText(stem))))
    }
    fillSeeds(&tree, replaced: deferred.replacedSeed)
    fillSlots(&tree)
    for entry in tree["robots"]?.entries ?? [] {
      fillRobot(entry, &tree)
    }
    if let total = deferred.robotTotal { scaleCounts(&tree, to: total.count, place: total.place) }
    fillClasses(&tree)
    fillPolicies(&tree)
    dropUnusedLibraryPolicies(&tree)
  }

  private func derived(_ value: TypedNode.Value) -> TypedNode {
    TypedNode(value, place: nil, origin: .byDefault)
  }

  /// The seeds of a run, each with what its draws are for.
  static let seedPurposes: [(name: String, purpose: RandomPurpose)] = [
    ("placement", .placement), ("dynamics", .dynamics), ("tasks", .tasks),
    ("policies", .orchestrator),
  ]

  /// Derives the seeds that are not given; where `run.seed` was set, those too that the scene's own
  /// seed gave, because a resolved scene states all of them.
  private func fillSeeds(_ tree: inout TypedNode, replaced: UInt64?) {
    guard let node = tree["run"]?["seed"], let seed = node.seed else { return }
    var isUsed = false
    for (name, purpose) in Self.seedPurposes {
      if isGiven(tree["run"]?["seeds"]?[name], purpose, replaced: replaced) { continue }
      isUsed = true
      tree.set(
        ["run", "seeds", name],
        to: derived(.seed(derivedSeed(seed, UInt64(purpose.rawValue)))))
    }
    if !isUsed && node.origin == .override {
      context.report(
        node.place, "run.seed",
        "run.seeds gives all four seeds, so setting run.seed would change nothing",
        notes: ["note: set run.seeds.placement, dynamics, tasks or policies"])
    }
  }

  /// True where a seed stands for itself: given, and not derived from a seed that is replaced.
  private func isGiven(
    _ node: TypedNode?, _ purpose: RandomPurpose, replaced: UInt64?
  ) -> Bool {
    guard let node else { return false }
    if node.origin == .override { return true }
    guard let replaced else { return true }
    return node.seed != derivedSeed(replaced, UInt64(purpose.rawValue))
  }

  private func fillSlots(_ tree: inout TypedNode) {
    guard let zones = tree["world"]?["zones"], case .list(var elements) = zones.value else {
      return
    }
    for index in elements.indices where elements[index]["slots"] == nil {
      guard let rect = elements[index]["area"]?["rect"]?.numbers, rect.count == 4 else { continue }
      let area = Double(rect[2] - rect[0]) * Double(rect[3] - rect[1])
      elements[index].set(
        ["slots"], to: derived(.integer(max(1, Int(max(0, min(area / 2, 1e6)))))))
    }
    var completed = zones
    completed.value = .list(elements)
    tree.set(["world", "zones"], to: completed)
  }

  private func fillRobot(_ entry: TypedEntry, _ tree: inout TypedNode) {
    let robot = entry.node
    let kind = robot["drive"]?["kind"]?.text.flatMap(context.vocabulary.drives.kind)
    for key in kind?.keys ?? [] where robot["drive"]?[key.name] == nil {
      guard case .fromWidth(let value) = key.standard, let outline = Footprint(robot["body"])
      else { continue }
      tree.set(
        ["robots", entry.name, "drive", key.name],
        // Rounded to 0.1 mm, so that the resolved scene reads well.
        to: derived(.number((value(Double(outline.width)) * 1e4).rounded() / 1e4, unit: "m")))
    }
    if kind?.moves == false, robot["arm"] != nil,
      let executor = robot["executor"], executor.origin == .byDefault
    {
      tree.set(["robots", entry.name, "executor"], to: derived(.text("reach")))
    }
  }

  /// Shares a wanted total among the classes in proportion, by largest remainders.
  private func scaleCounts(_ tree: inout TypedNode, to total: Int, place: Place?) {
    // A plain loop: with map and closures, Swift 6.3.1's optimiser fails here (CopyPropagation).
    var classes: [(name: String, count: Int)] = []
    for entry in tree["robots"]?.entries ?? [] {
      if let count = entry.node["count"]?.integer { classes.append((entry.name, count)) }
    }
    let sum = classes.reduce(0) { $0 + $1.count }
    guard sum > 0 else { return }
    var shares = classes.map { ($0.name, $0.count * total / sum, $0.count * total % sum) }
    let rest = total - shares.reduce(0) { $0 + $1.1 }
    let order = shares.indices.sorted { (-shares[$0].2, $0) < (-shares[$1].2, $1) }
    for index in order.prefix(rest) { shares[index].1 += 1 }
    for share in shares {
      tree.set(
        ["robots", share.0, "count"],
        to: TypedNode(.integer(share.1), place: place, origin: .override))
    }
  }

  /// Where a load narrows who can do a task, those classes are named.
  private func fillClasses(_ tree: inout TypedNode) {
    guard let tasks = tree["tasks"], case .list(var elements) = tasks.value else { return }
    let checks = SceneChecks(
      context: context, tree: tree, map: LoadedMap(bounds: nil, imported: nil, isNamed: false))
    for index in elements.indices where elements[index]["needs"] == nil {
      let able = checks.robots.filter { checks.inability(of: $0, elements[index]) == nil }
      guard !able.isEmpty, able.count < checks.robots.count else { continue }
      elements[index].set(
        ["needs", "classes"], to: derived(.list(able.map { derived(.text($0.name)) })))
    }
    tree.set(
      ["tasks"],
      to: TypedNode(.list(elements), place: tasks.place, origin: tasks.origin))
  }

  /// A library may hold more policies than the scene uses; those are no part of the scene.
  private func dropUnusedLibraryPolicies(_ tree: inout TypedNode) {
    guard let policies = tree["policies"], case .mapping(var entries) = policies.value else {
      return
    }
    let used = (tree["robots"]?.entries ?? []).flatMap { entry in
      let executor = entry.node["executor"]
      return [entry.node["orchestrator"]?.text, executor?.text ?? executor?["use"]?.text]
    }
    entries.removeAll { entry in
      guard let place = entry.place, place.file != 0, place.file != context.sources.overrideFile
      else { return false }
      return entry.node.isValid && !used.contains(entry.name)
    }
    tree.set(["policies"], to: TypedNode(.mapping(entries), place: policies.place))
  }

  /// A kind that a robot names directly becomes a policy with that kind's defaults.
  private func fillPolicies(_ tree: inout TypedNode) {
    for entry in tree["robots"]?.entries ?? [] {
      let executor = entry.node["executor"]
      for name in [entry.node["orchestrator"]?.text, executor?.text ?? executor?["use"]?.text] {
        guard let name, context.vocabulary.policies.kind(named: name) != nil,
          tree["policies"]?[name] == nil
        else { continue }
        let kind = SceneNode(
          content: .mapping([
            SceneEntry(
              key: "kind", keyPlace: nil,
              value: SceneNode(content: .scalar(name, isPlain: true), place: nil))
          ]), place: nil)
        let policy = SchemaReader(context: context).read(
          kind, as: .mapping(SceneSchema.policy(context.vocabulary)),
          at: SchemaReader.Position(path: "policies.\(name)", noun: name, keyPlace: nil))
        tree.set(["policies", name], to: policy)
      }
    }
  }
}

extension TypedNode {
  /// A list of points, metres; nil where one is incomplete.
  var points: [Vec2]? {
    guard case .list(let elements) = value else { return nil }
    let points = elements.compactMap { element -> Vec2? in
      guard let numbers = element.numbers, numbers.count == 2 else { return nil }
      return Vec2(numbers[0], numbers[1])
    }
    return points.count == elements.count ? points : nil
  }

  /// A rectangle x0, y0, x1, y1, metres; nil where it is incomplete.
  var rectangle: AABB? {
    guard let numbers, numbers.count == 4 else { return nil }
    return AABB(lower: Vec2(numbers[0], numbers[1]), upper: Vec2(numbers[2], numbers[3]))
  }
}
