import SimCore
import Work

/// Moves every place that a scene says from the frame its map publishes into the run's world.
///
/// It works on the typed numbers, which are in double precision: at UTM coordinates single
/// precision knows half metres only. What is resolved and saved stays as it was written.
struct WorldFraming {
  /// Where mistakes go.
  let context: LoadContext
  /// How the world lies in the frame the scene speaks in.
  let frame: MapFrame

  /// The tree with all places in the world; the same tree where the frames are one.
  func place(_ tree: TypedNode) -> TypedNode {
    guard !frame.isIdentity else { return tree }
    var tree = tree
    tree.edit("world") { world in
      world.edit("obstacles") { $0.editElements { place(obstacle: &$0, at: $1) } }
      world.edit("traffic") { traffic in
        traffic.edit("lanes") { lanes in
          lanes.editElements { lane, _ in
            lane.edit("points") { $0.editElements { move(point: &$0, at: $1) } }
          }
        }
        traffic.edit("points") { points in
          points.editElements { point, index in point.edit("at") { move(point: &$0, at: index) } }
        }
      }
      world.edit("zones") { zones in
        zones.editElements { zone, index in
          let path = "world.zones.\(zone["name"]?.text ?? "[\(index)]").area.rect"
          zone.edit("area") { $0.edit("rect") { move(rectangle: &$0, path: path) } }
        }
      }
    }
    tree.edit("robots") { robots in
      robots.editValues { robot in
        robot.edit("spawn") { $0.edit("poses") { $0.editElements { move(pose: &$0, at: $1) } } }
      }
    }
    tree.edit("tasks") { tasks in
      tasks.editElements { task, _ in
        for key in context.vocabulary.tasks.keys(.points) {
          task.edit(key) { jobs in
            jobs.editElements { job, _ in job.editElements { move(point: &$0, at: $1) } }
          }
        }
      }
    }
    return tree
  }

  private func place(obstacle: inout TypedNode, at index: Int) {
    let path = "world.obstacles[\(index)]"
    if frame.isTurned, let rect = obstacle["rect"], let box = rect.fourNumbers {
      // Turned, a rectangle along the published axes is a polygon.
      let corners = [(box[0], box[1]), (box[2], box[1]), (box[2], box[3]), (box[0], box[3])]
      let points = corners.map { corner in
        TypedNode(
          .list(
            [corner.0, corner.1].map {
              TypedNode(.number($0, unit: "m"), place: rect.place, origin: rect.origin)
            }), place: rect.place, origin: rect.origin)
      }
      obstacle.value = .mapping([
        TypedEntry(
          name: "polygon", place: rect.place,
          node: TypedNode(.list(points), place: rect.place, origin: rect.origin))
      ])
    }
    obstacle.edit("rect") { move(rectangle: &$0, path: "\(path).rect") }
    obstacle.edit("polygon") { $0.editElements { move(point: &$0, at: $1) } }
    obstacle.edit("circle") { $0.edit("center") { move(point: &$0, at: 0) } }
    obstacle.edit("wall") { $0.edit("points") { $0.editElements { move(point: &$0, at: $1) } } }
    obstacle.edit("racks") { $0.edit("area") { move(rectangle: &$0, path: "\(path).racks.area") } }
  }

  private func move(point: inout TypedNode, at _: Int) {
    guard case .list(var parts) = point.value, parts.count >= 2, let x = parts[0].double,
      let y = parts[1].double
    else { return }
    let moved = frame.world(x: x, y: y)
    parts[0].value = .number(moved.x, unit: "m")
    parts[1].value = .number(moved.y, unit: "m")
    point.value = .list(parts)
  }

  private func move(pose: inout TypedNode, at index: Int) {
    move(point: &pose, at: index)
    guard frame.isTurned, case .list(var parts) = pose.value, parts.count == 3,
      let heading = parts[2].double
    else { return }
    parts[2].value = .number(heading - frame.yaw, unit: "rad")
    pose.value = .list(parts)
  }

  private func move(rectangle: inout TypedNode, path: String) {
    guard let box = rectangle.fourNumbers, case .list(var parts) = rectangle.value else { return }
    if frame.isTurned {
      let degrees = (frame.yaw / Double.pi * 1800).rounded() / 10
      context.report(
        rectangle.place, path,
        "this rectangle lies along the axes that the map publishes, but the map is turned by "
          + "\(NumberText.digits(degrees))° and the floor with it; write 'frame: map' under world.map and "
          + "give all places from the picture's lower left corner along its sides")
      rectangle.value = .invalid
      return
    }
    let lower = frame.world(x: box[0], y: box[1])
    let upper = frame.world(x: box[2], y: box[3])
    for (index, value) in [lower.x, lower.y, upper.x, upper.y].enumerated() {
      parts[index].value = .number(value, unit: "m")
    }
    rectangle.value = .list(parts)
  }
}

extension TypedNode {
  /// The numbers of a list of four, or nil.
  fileprivate var fourNumbers: [Double]? {
    let numbers = elements.compactMap(\.double)
    return elements.count == 4 && numbers.count == 4 ? numbers : nil
  }

  /// Changes the value of a key, where there is one.
  mutating func edit(_ name: String, _ change: (inout TypedNode) -> Void) {
    guard case .mapping(var entries) = value,
      let index = entries.firstIndex(where: { $0.name == name })
    else { return }
    change(&entries[index].node)
    value = .mapping(entries)
  }

  /// Changes the values of all keys.
  fileprivate mutating func editValues(_ change: (inout TypedNode) -> Void) {
    guard case .mapping(var entries) = value else { return }
    for index in entries.indices { change(&entries[index].node) }
    value = .mapping(entries)
  }

  /// Changes the elements of a list, each with its index.
  mutating func editElements(_ change: (inout TypedNode, Int) -> Void) {
    guard case .list(var elements) = value else { return }
    for index in elements.indices { change(&elements[index], index) }
    value = .list(elements)
  }
}
