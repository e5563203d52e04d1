import SimCore

/// Everything one picture consists of, in drawing order, with no word of how it is drawn.
///
/// All places are pixels of the picture from its top left corner, y down; `scale` says how many
/// of them make one pixel of text size. Order is the order of `commands`; each names a range of
/// one of the flat arrays.
public struct DrawList: Sendable {
  /// Width and height of the picture, pixels.
  public var size: Vec2
  /// Pixels per point: 2 on a HiDPI screen.
  public var scale: Float
  /// What the picture is cleared to.
  public var background: Color
  /// What is drawn, in order.
  public private(set) var commands: [DrawCommand] = []
  /// Boxes and lines.
  public private(set) var primitives: [Primitive] = []
  /// Corners of filled triangles, three each.
  public private(set) var corners: [Corner] = []
  /// Robots.
  public private(set) var robots: [RobotMark] = []
  /// Pieces of text.
  public private(set) var texts: [TextRun] = []
  /// Images.
  public private(set) var images: [DrawImage] = []
  private var clips: [ClipBox] = []

  /// An empty picture.
  public init(size: Vec2, scale: Float = 1, background: Color) {
    self.size = size
    self.scale = scale
    self.background = background
  }
}

/// One thing to draw: a range of one array, inside an optional clip box.
public struct DrawCommand: Equatable, Sendable {
  /// What the range names.
  public enum Content: Equatable, Sendable {
    /// `DrawList.primitives`
    case primitives
    /// `DrawList.corners`
    case triangles
    /// `DrawList.robots`, drawn as bodies of this shape at this zoom (px/m)
    case bodies(BodyShape, pixelsPerMetre: Float)
    /// `DrawList.robots`, drawn as discs of this radius (px)
    case dots(radius: Float)
    /// `DrawList.texts`
    case texts
    /// `DrawList.images`
    case images
  }
  /// What is drawn.
  public var content: Content
  /// Which elements.
  public var range: Range<Int>
  /// Nothing outside is drawn; nil: the whole picture.
  public var clip: ClipBox?
}

/// A box in pixels that drawing is cut to.
public struct ClipBox: Equatable, Sendable {
  /// Top left corner, pixels.
  public var origin: Vec2
  /// Width and height, pixels.
  public var size: Vec2
  /// A box from its values, pixels.
  public init(origin: Vec2, size: Vec2) {
    self.origin = origin
    self.size = size
  }

  /// What lies in both boxes; empty where they do not meet.
  public func intersection(_ other: ClipBox) -> ClipBox {
    let lower = Vec2(max(origin.x, other.origin.x), max(origin.y, other.origin.y))
    let end = origin + size
    let otherEnd = other.origin + other.size
    return ClipBox(
      origin: lower,
      size: Vec2(
        max(0, min(end.x, otherEnd.x) - lower.x), max(0, min(end.y, otherEnd.y) - lower.y)))
  }
}

extension DrawList {
  /// Cuts what follows to a box (px), within the box that is set already.
  ///
  /// - Precondition: `popClip()` follows.
  public mutating func pushClip(_ box: ClipBox) {
    clips.append(clips.last.map { $0.intersection(box) } ?? box)
  }

  /// Ends the cut of the last `pushClip(_:)`.
  public mutating func popClip() { clips.removeLast() }

  /// A box or line as given.
  public mutating func add(_ primitive: Primitive) {
    primitives.append(primitive)
    extend(.primitives, to: primitives.count)
  }

  /// A filled box with optional border and rounded corners; all lengths in pixels.
  public mutating func box(
    _ origin: Vec2, _ size: Vec2, fill: Color, radius: Float = 0, border: Float = 0,
    stroke: Color = .clear, softness: Float = 1
  ) {
    add(
      Primitive(
        kind: .box,
        place: SIMD4(origin.x, origin.y, origin.x + size.x, origin.y + size.y), radius: radius,
        border: border, softness: softness, fill: fill, stroke: stroke))
  }

  /// A plain filled area with hard edges on whole pixels; cheaper than a box where it is large.
  public mutating func area(_ origin: Vec2, _ size: Vec2, fill: Color) {
    let lower = origin.rounded(.toNearestOrEven)
    let upper = (origin + size).rounded(.toNearestOrEven)
    polygon([lower, Vec2(upper.x, lower.y), upper, Vec2(lower.x, upper.y)], fill: fill)
  }

  /// A line round an area, outside of it: four thin areas, since a hollow box would shade every pixel within.
  public mutating func frame(_ origin: Vec2, _ size: Vec2, width: Float, color: Color) {
    let (lower, upper) = (origin, origin + size)
    for (corner, extent) in [
      (lower - Vec2(width, width), Vec2(size.x + 2 * width, width)),
      (Vec2(lower.x - width, upper.y), Vec2(size.x + 2 * width, width)),
      (Vec2(lower.x - width, lower.y), Vec2(width, size.y)),
      (Vec2(upper.x, lower.y), Vec2(width, size.y)),
    ] { area(corner, Vec2(max(1, extent.x), max(1, extent.y)), fill: color) }
  }

  /// A shadow round a box (px) that fades to nothing over a width (px): nothing is drawn within.
  public mutating func shadow(_ origin: Vec2, _ size: Vec2, width: Float, color: Color) {
    // Corners of the box, and the same moved out by the width; each side is a strip between them.
    let inner = [
      origin, origin + Vec2(size.x, 0), origin + size, origin + Vec2(0, size.y),
    ]
    let outer = zip(inner, [Vec2(-1, -1), Vec2(1, -1), Vec2(1, 1), Vec2(-1, 1)]).map {
      $0 + $1 * width
    }
    var strips: [Corner] = []
    let clear = color.opacity(0)
    for side in 0..<4 {
      let next = (side + 1) % 4
      let places = [inner[side], outer[side], outer[next], inner[side], outer[next], inner[next]]
      for (corner, fill) in zip(places, [color, clear, clear, color, clear, color]) {
        strips.append(Corner(position: corner, color: fill))
      }
    }
    addCorners(strips)
  }

  /// A disc or ring; radius and border in pixels.
  public mutating func disc(
    _ center: Vec2, radius: Float, fill: Color, border: Float = 0, stroke: Color = .clear
  ) {
    box(
      center - Vec2(repeating: radius), Vec2(repeating: 2 * radius), fill: fill, radius: radius,
      border: border, stroke: stroke)
  }

  /// A straight line; width and dash in pixels.
  public mutating func line(
    _ start: Vec2, _ end: Vec2, color: Color, width: Float = 1, dash: Float = 0
  ) {
    add(
      Primitive(
        kind: .line, place: SIMD4(start.x, start.y, end.x, end.y), radius: width * 0.5,
        dash: dash, fill: color))
  }

  /// A line through points; width and dash in pixels.
  public mutating func path(
    _ points: [Vec2], color: Color, width: Float = 1, dash: Float = 0, isClosed: Bool = false
  ) {
    guard points.count >= 2 else { return }
    for index in 1..<points.count {
      line(points[index - 1], points[index], color: color, width: width, dash: dash)
    }
    if isClosed {
      line(points[points.count - 1], points[0], color: color, width: width, dash: dash)
    }
  }

  /// An arrow with an open head; width and head in pixels.
  public mutating func arrow(
    _ start: Vec2, _ end: Vec2, color: Color, width: Float = 1, head: Float = 5
  ) {
    line(start, end, color: color, width: width)
    let along = (end - start).normalized
    let back = end - along * head
    line(end, back + along.perpendicular * (head * 0.6), color: color, width: width)
    line(end, back - along.perpendicular * (head * 0.6), color: color, width: width)
  }

  /// A filled convex polygon.
  public mutating func polygon(_ points: [Vec2], fill: Color) {
    guard points.count >= 3 else { return }
    for index in 1..<(points.count - 1) {
      corners.append(Corner(position: points[0], color: fill))
      corners.append(Corner(position: points[index], color: fill))
      corners.append(Corner(position: points[index + 1], color: fill))
    }
    extend(.triangles, to: corners.count)
  }

  /// Corners of filled triangles as given, three each.
  mutating func addCorners(_ more: [Corner]) {
    corners += more
    extend(.triangles, to: corners.count)
  }

  /// Text on one line; `origin` is where its baseline starts, ends or has its middle.
  public mutating func text(
    _ text: String, at origin: Vec2, size: Float, color: Color,
    weight: TextRun.Weight = .regular, alignment: TextAlignment = .leading
  ) {
    guard !text.isEmpty else { return }
    var start = origin
    if alignment != .leading {
      let width = FontMetrics.width(of: text, size: size, weight: weight)
      start.x -= alignment == .center ? width * 0.5 : width
    }
    texts.append(TextRun(text: text, origin: start, size: size, weight: weight, color: color))
    extend(.texts, to: texts.count)
  }

  /// An image.
  public mutating func image(_ image: DrawImage) {
    images.append(image)
    extend(.images, to: images.count)
  }

  /// Robots drawn as bodies of one shape; `marks` appends them.
  public mutating func bodies(
    _ shape: BodyShape, pixelsPerMetre: Float, _ marks: (inout [RobotMark]) -> Void
  ) {
    marks(&robots)
    extend(.bodies(shape, pixelsPerMetre: pixelsPerMetre), to: robots.count)
  }

  /// Robots drawn as discs of one radius (px); `marks` appends them.
  public mutating func dots(radius: Float, _ marks: (inout [RobotMark]) -> Void) {
    marks(&robots)
    extend(.dots(radius: radius), to: robots.count)
  }

  /// Covers elements up to `end` of one array by the last command, or by a new one.
  private mutating func extend(_ content: DrawCommand.Content, to end: Int) {
    if let last = commands.last, last.content == content, last.clip == clips.last {
      commands[commands.count - 1].range = last.range.lowerBound..<end
      return
    }
    var start = 0
    for command in commands.reversed() where command.content.sharesArray(with: content) {
      start = command.range.upperBound
      break
    }
    if start < end {
      commands.append(DrawCommand(content: content, range: start..<end, clip: clips.last))
    }
  }
}

extension DrawCommand.Content {
  /// True where ranges of both name elements of the same array.
  func sharesArray(with other: DrawCommand.Content) -> Bool {
    switch (self, other) {
    case (.primitives, .primitives), (.triangles, .triangles), (.texts, .texts),
      (.images, .images), (.bodies, .bodies), (.bodies, .dots), (.dots, .bodies), (.dots, .dots):
      true
    default: false
    }
  }
}

/// Which part of a text its place names.
public enum TextAlignment: Sendable {
  /// Its left end.
  case leading
  /// Its middle.
  case center
  /// Its right end.
  case trailing
}
