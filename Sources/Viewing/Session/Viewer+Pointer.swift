import SimCore
import Simulation

/// N·s for each metre that a push is dragged: 1 m moves a robot of 20 kg at about its own speed.
private let pushGain: Float = 60

extension Viewer {
  mutating func press(
    _ button: PointerButton, at pixel: Vec2, _ modifiers: Modifiers
  ) -> [ViewerEffect] {
    pointer.last = pixel
    pointer.travelled = 0
    pointer.dragged = .zero
    pointer.drag = .none
    guard !options.panels.contains(.help) else { return [] }
    let places = layout
    if options.hasFurniture, places.timeline.contains(pixel) {
      if let event = hoveredEvent {
        return jump(to: event)
      }
      pointer.drag = .scrubbing
      return scrub(to: pixel)
    }
    if let minimap = places.minimap, minimap.contains(pixel) {
      pointer.drag = .minimap
      lookThroughMinimap(pixel)
      return []
    }
    if let panel = panel(at: pixel) {
      if button == .left, panel.isHead {
        toggleHead(of: panel.kind)
      } else if button == .left, let event = listedEvent(at: pixel) {
        return jump(to: event)
      }
      return []
    }
    if isCovered(pixel) { return [] }
    let hit = robot(at: pixel)
    switch button {
    case .left:
      if modifiers.contains(.control), let hit {
        pointer.drag = .pushing(robot: hit, start: camera.world(pixel))
      } else if isEditing, !playback.isPlaying, let hit {
        pointer.drag = .moving(robot: hit)
      } else if isEditing, !playback.isPlaying, let index = obstacle(at: pixel) {
        pointer.selectedObstacle = index
        pointer.drag = .movingObstacle(index)
      } else if modifiers.contains(.shift), hit == nil {
        pointer.drag = .boxing(start: pixel)
      } else {
        pointer.drag = .panning
      }
    case .middle: pointer.drag = .panning
    case .right:
      if isEditing, !playback.isPlaying, let hit {
        pointer.drag = .turning(robot: hit)
      } else {
        pointer.drag = .panning
      }
    }
    return []
  }

  mutating func movePointer(
    to pixel: Vec2, _ modifiers: Modifiers
  ) -> [ViewerEffect] {
    let moved = pixel - pointer.last
    pointer.travelled += moved.length
    pointer.last = pixel
    hover(pixel)
    switch pointer.drag {
    case .none, .pushing: return []
    case .panning:
      // A click trembles: the picture starts to move after 3 points.
      if pointer.travelled > 3 * options.scale {
        camera.pan(by: moved)
        followed = nil
      }
      return []
    case .scrubbing: return scrub(to: pixel)
    case .minimap:
      lookThroughMinimap(pixel)
      return []
    case .boxing(let start):
      selectionBox = ClipBox(
        origin: Vec2(min(start.x, pixel.x), min(start.y, pixel.y)),
        size: Vec2((start.x - pixel.x).magnitude, (start.y - pixel.y).magnitude))
      return []
    case .moving(let robot):
      // While it is dragged only the picture changes; the edit follows on release.
      if pointer.travelled > 3 * options.scale, robot < frame.pose.count {
        frame.pose[robot].position = camera.world(pixel)
      }
      return []
    case .movingObstacle(let index):
      let offset = Vec2(moved.x, -moved.y) / camera.pixelsPerMetre
      scenery.moveObstacle(index, by: offset)
      pointer.dragged += offset
      return []
    case .turning(let robot):
      if robot < frame.pose.count {
        let arm = camera.world(pixel) - frame.pose[robot].position
        frame.pose[robot].rotation = Rotation(angle: arctangent(arm.y, arm.x))
      }
      return []
    }
  }

  mutating func release(
    _ button: PointerButton, at pixel: Vec2, _ modifiers: Modifiers
  ) -> [ViewerEffect] {
    let drag = pointer.drag
    pointer.drag = .none
    let isClick = pointer.travelled <= 3 * options.scale
    switch drag {
    case .panning where isClick && button == .left: click(pixel, modifiers)
    case .moving(let robot) where isClick: select(robot, adding: modifiers.contains(.shift))
    case .moving(let robot): return [.edit(.move(robot: robot, to: camera.world(pixel)))]
    case .movingObstacle(let index) where !isClick:
      return [.edit(.moveObstacle(index, by: pointer.dragged))]
    case .turning(let robot) where robot < frame.pose.count:
      return [.edit(.turn(robot: robot, heading: frame.pose[robot].rotation.angle))]
    case .boxing:
      if let box = selectionBox {
        for robot in robots(in: box) where !selection.contains(robot) { selection.append(robot) }
      }
      selectionBox = nil
    case .pushing(let robot, let start):
      let pull = camera.world(pixel) - start
      guard pull.length > 0.02 else { return [] }
      return [.intervene(.push(robot: robot, impulse: pull * pushGain))]
    default: break
    }
    return []
  }

  /// The push that letting go now would give, N·s; nil where nobody pushes.
  var pushImpulse: Vec2? {
    guard case .pushing(_, let start) = pointer.drag else { return nil }
    return (camera.world(pointer.last) - start) * pushGain
  }

  private mutating func click(_ pixel: Vec2, _ modifiers: Modifiers) {
    if let robot = robot(at: pixel) {
      select(robot, adding: modifiers.contains(.shift))
    } else if !modifiers.contains(.shift) {
      selection = []
      pointer.selectedObstacle = nil
    }
  }

  private mutating func select(_ robot: Int, adding: Bool) {
    if adding {
      if let place = selection.firstIndex(of: robot) {
        selection.remove(at: place)
      } else {
        selection.append(robot)
      }
    } else {
      selection = [robot]
    }
    if let robot = selection.last { reveal(robot) }
  }

  /// Goes to an event and selects its robot.
  private mutating func jump(to event: FleetEvent) -> [ViewerEffect] {
    if event.robot >= 0, event.robot < scenery.robotCount { selection = [event.robot] }
    return [.seek(step: event.step)]
  }

  private mutating func scrub(to pixel: Vec2) -> [ViewerEffect] {
    let track = layout.timelineTrack
    let share = max(0, min(1, (pixel.x - track.origin.x) / max(1, track.size.x)))
    let step = timeline.step(atShare: share)
    guard step != timeline.step else { return [] }
    playback.isPlaying = false
    timeline.step = step
    return playbackEffect + [.seek(step: step)]
  }

  private mutating func hover(_ pixel: Vec2) {
    let places = layout
    guard options.hasFurniture, places.timeline.contains(pixel) else {
      hoveredEvent = nil
      return
    }
    let track = places.timelineTrack
    let share = (pixel.x - track.origin.x) / max(1, track.size.x)
    let step = Int((Float(timeline.axisEnd) * share).rounded())
    let tolerance = Int(
      (4 * options.scale / max(1, track.size.x) * Float(timeline.axisEnd)).rounded(.up))
    // Marks stand above the groove: only there an event is meant.
    let isAbove = pixel.y < track.origin.y + track.size.y * 0.5 - 2 * options.scale
    hoveredEvent = isAbove ? timeline.event(near: step, tolerance: tolerance) : nil
  }

  private mutating func lookThroughMinimap(_ pixel: Vec2) {
    guard let minimap = layout.minimap else { return }
    let factor = minimap.size.x / scenery.bounds.size.x
    followed = nil
    camera.center = Vec2(
      scenery.bounds.lower.x + (pixel.x - minimap.origin.x) / factor,
      scenery.bounds.lower.y + (minimap.origin.y + minimap.size.y - pixel.y) / factor)
  }

  /// The obstacle at a pixel, or nil.
  public func obstacle(at pixel: Vec2) -> Int? {
    let point = camera.world(pixel)
    let part = scenery.obstacles.firstIndex { corners in
      for index in corners.indices {
        let next = corners[(index + 1) % corners.count]
        if (next - corners[index]).cross(point - corners[index]) < 0 { return false }
      }
      return corners.count >= 3
    }
    return part.map { scenery.obstacleIndex(ofPart: $0) }
  }
}
