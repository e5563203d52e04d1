import Embodiments
import Navigation
import Scenes
import SimCore
import Work

extension FloorCheck {
  /// A length or coordinate, to millimetres.
  func decimal(_ value: Float) -> String {
    NumberText.rounded(Double(value), decimals: 3)
  }

  /// `(2 m, 5.5 m)`, in the frame that the scene speaks in.
  func words(_ point: Vec2) -> String {
    let place = spoken(point)
    return "(\(NumberText.rounded(place.x, decimals: 3)) m, "
      + "\(NumberText.rounded(place.y, decimals: 3)) m)"
  }

  /// A place of the world as the scene says it, metres.
  private func spoken(_ point: Vec2) -> (x: Double, y: Double) {
    scene.world.speaksInMapFrame
      ? (Double(point.x), Double(point.y)) : scene.world.frame.published(point)
  }

  /// `[0, 0, 60, 24] m`.
  ///
  /// Where the frame is turned, the box around the turned one.
  func words(_ box: AABB) -> String {
    let corners = [
      box.lower, box.upper, Vec2(box.lower.x, box.upper.y), Vec2(box.upper.x, box.lower.y),
    ].map(spoken)
    let (xs, ys) = (corners.map(\.x).sorted(), corners.map(\.y).sorted())
    let values = [xs[0], ys[0], xs[3], ys[3]]
    return "[" + values.map { NumberText.rounded($0, decimals: 3) }.joined(separator: ", ") + "] m"
  }

  /// `class 'cart' (radius 0.3 m)`.
  func words(robotClass index: Int) -> String {
    "class '\(classes[index].name)' (radius "
      + "\(decimal(classes[index].embodiment.boundingRadius)) m)"
  }

  /// `station 'inbound'`.
  func words(zone index: Int) -> String {
    let zone = scene.world.zones[index]
    return "\(zone.kind.rawValue) '\(zone.name)'"
  }

  /// `robot 3 of class 'cart'`.
  func words(row: Int) -> String {
    guard let robots = classes.first(where: { $0.rows.contains(row) }) else {
      return "robot \(row)"
    }
    return "robot \(row - robots.rows.lowerBound) of class '\(robots.name)'"
  }

  /// What a body stands in, after "in" or "over".
  func words(_ blocker: FreeFloor.Blocker) -> String {
    switch blocker {
    case .edge: "over the edge of the workspace, which is \(words(scene.world.bounds))"
    case .cell(let center): "on the occupied cell of the map at \(words(center))"
    case .obstacle(let box): "in the obstacle \(words(box))"
    }
  }

  /// `class 'a' (radius 0.3 m), class 'b' (radius 0.4 m) and class 'c' (radius 1 m)`.
  func words(classes indices: [Int]) -> String {
    let names = indices.map { words(robotClass: $0) }
    guard names.count > 1, let last = names.last else { return names.first ?? "" }
    return names.dropLast().joined(separator: ", ") + " and " + last
  }

  /// `2 of the 4 places`, or `any of the 4 places`, or `its place`.
  func count(_ some: Int, of all: Int) -> String {
    if all == 1 { return "the place" }
    return some == all ? "any of the \(all) places" : "\(some) of the \(all) places"
  }

  /// Adds a mistake, at the first of some keys of the scene that was written.
  mutating func report(
    _ message: String, at location: SourceLocation?, keys: [String], notes: [String] = [],
    severity: Diagnostic.Severity = .error
  ) {
    // Ten lists' worth is enough to put in order; counting the rest keeps the work bounded.
    if severity == .error, problems.count >= 10 * FloorCheck.mostProblems {
      unlisted += 1
      return
    }
    let place = location ?? keys.compactMap { scene.locations[$0] }.first
    problems.append(
      Diagnostic(
        severity: severity, message: message, location: place,
        notes: (keys.first.map { ["at scene.\($0)"] } ?? []) + notes))
  }

  /// `note: robot 2 starts at line 12`, with the file where it is another one.
  func note(_ what: String, _ place: SourceLocation?, seenFrom other: SourceLocation?) -> [String] {
    guard let place else { return [] }
    let line = place.file == other?.file ? "line \(place.line)" : "\(place.file):\(place.line)"
    return ["note: \(what) \(line)"]
  }
}
