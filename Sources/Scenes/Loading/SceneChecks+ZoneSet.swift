import Navigation
import SimCore

extension SceneChecks {
  /// The zone set of the traffic: its file is sound, and its zones lie on the floor.
  func checkZoneSet() {
    let path = "world.traffic.zone_set"
    guard let node = tree["world"]?["traffic"]?["zone_set"], let file = node.path else { return }
    let source: LayoutSource
    do throws(FileReadFailure) {
      let bytes = try context.inputs.bytes(
        file, role: .zoneSet, limit: LayoutSource.largestFile + 1)
      source = LayoutSource(MapText(name: file, bytes: bytes))
    } catch {
      context.report(node.place, path, "cannot read the zone set '\(file)': \(error.words)")
      return
    }
    let set = ZoneSetReader.read(source, frame: map.frame)
    for diagnostic in source.findings() { context.report(diagnostic, at: node.place) }
    guard let set else { return }
    context.zoneSet = set
    guard let bounds = map.bounds else { return }
    let outside = set.zones.filter { zone in
      let box = boundingBox(zone.corners)
      return box.upper.x <= bounds.lower.x || box.lower.x >= bounds.upper.x
        || box.upper.y <= bounds.lower.y || box.lower.y >= bounds.upper.y
    }
    if let first = outside.first {
      context.report(
        node.place, path,
        "\(outside.count) of \(set.zones.count) zones, such as \(quoted(first.name)), lie outside the workspace, "
          + "which is \(words(bounds))", severity: .warning)
    }
  }
}
