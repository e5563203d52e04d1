import SimCore

extension DrawList {
  /// Draws another picture into a part of this one, with its background, cut to its size.
  ///
  /// - Parameters:
  ///   - other: A picture at the same scale.
  ///   - offset: Where its top left corner goes, pixels.
  /// - Complexity: O(elements).
  public mutating func append(_ other: DrawList, at offset: Vec2) {
    let whole = ClipBox(origin: offset, size: other.size)
    pushClip(whole)
    area(offset, other.size, fill: other.background)
    for command in other.commands {
      let inner = command.clip.map { ClipBox(origin: $0.origin + offset, size: $0.size) } ?? whole
      pushClip(inner)
      add(command, of: other, at: offset)
      popClip()
    }
    popClip()
  }

  private mutating func add(_ command: DrawCommand, of other: DrawList, at offset: Vec2) {
    switch command.content {
    case .primitives:
      let shift = SIMD4(offset.x, offset.y, offset.x, offset.y)
      for var primitive in other.primitives[command.range] {
        primitive.place += shift
        add(primitive)
      }
    case .triangles:
      addCorners(
        other.corners[command.range].map { Corner(position: $0.position + offset, color: $0.color) }
      )
    case .texts:
      for run in other.texts[command.range] {
        text(
          run.text, at: run.origin + offset, size: run.size, color: run.color, weight: run.weight)
      }
    case .images:
      for var picture in other.images[command.range] {
        picture.origin += offset
        image(picture)
      }
    case .bodies(let shape, let pixelsPerMetre):
      bodies(shape, pixelsPerMetre: pixelsPerMetre) {
        $0 += other.robots[command.range].map { $0.moved(by: offset) }
      }
    case .dots(let radius):
      dots(radius: radius) { $0 += other.robots[command.range].map { $0.moved(by: offset) } }
    }
  }
}

extension RobotMark {
  /// The same mark elsewhere in the picture, pixels.
  fileprivate func moved(by offset: Vec2) -> RobotMark {
    var mark = self
    mark.position += offset
    return mark
  }
}
