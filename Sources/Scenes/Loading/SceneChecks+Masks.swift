import Navigation
import SimCore

extension SceneChecks {
  /// The masks of the traffic: their files are sound, and they lie over the floor.
  func checkMasks() {
    for (index, mask) in (tree["world"]?["traffic"]?["masks"]?.elements ?? []).enumerated() {
      let path = "world.traffic.masks[\(index)]"
      let word = mask["kind"]?.text
      if word == "keepout" {
        for name in ["base", "multiplier", "unit"] {
          guard let entry = mask.entries.first(where: { $0.name == name }),
            entry.node.origin != .byDefault
          else { continue }
          context.report(
            entry.place ?? entry.node.place, "\(path).\(name)",
            "'\(name)' is of masks of the kind speed; leave it out")
        }
      }
      guard let file = mask["file"], let name = file.path, let word,
        let base = mask["base"]?.double, let multiplier = mask["multiplier"]?.double,
        let unit = mask["unit"]?.text
      else { continue }
      var diagnostics = MapDiagnostics()
      let set = MapImporter.open(name, .mask, context.inputs, mention: nil, &diagnostics).flatMap {
        MaskReader.read(
          $0,
          as: word == "keepout"
            ? .keepout
            : .speed(base: base, multiplier: multiplier, isShare: unit == "percent"),
          frame: map.frame, context.inputs, &diagnostics)
      }
      for var diagnostic in diagnostics.finished() {
        // A file that cannot be read has no place of its own.
        if diagnostic.location == nil, let place = file.place {
          diagnostic.location = context.sources.location(place)
          diagnostic.sourceLine = context.sources.sourceLine(place)
          diagnostic.notes.insert("at scene.\(path).file", at: 0)
        }
        context.report(diagnostic, at: file.place)
      }
      guard let set else { continue }
      context.masks.append(set)
      warnWhereOutside(set, file, path)
    }
  }

  private func warnWhereOutside(_ set: ZoneSet, _ file: TypedNode, _ path: String) {
    let areas = set.zones.map(\.corners) + set.blocked
    guard let bounds = map.bounds, !areas.isEmpty else { return }
    let isOver = areas.contains { corners in
      let box = boundingBox(corners)
      return box.upper.x > bounds.lower.x && box.lower.x < bounds.upper.x
        && box.upper.y > bounds.lower.y && box.lower.y < bounds.upper.y
    }
    if !isOver {
      context.report(
        file.place, "\(path).file",
        "nothing of this mask lies over the workspace, which is \(words(bounds)); is its origin right?",
        severity: .warning)
    }
  }
}
