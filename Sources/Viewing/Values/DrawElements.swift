import SimCore

/// A box with rounded corners, or a straight line with round ends.
@frozen
public struct Primitive: BitwiseCopyable, Equatable, Sendable {
  /// What the four numbers of `place` mean.
  @frozen
  public enum Kind: UInt32, BitwiseCopyable, Sendable {
    /// Left, top, right, bottom.
    case box = 0
    /// Start x, y, end x, y.
    case line = 1
  }
  /// Box edges or line ends, pixels.
  public var place: SIMD4<Float>
  /// Corner radius of a box, or half the width of a line, pixels.
  public var radius: Float
  /// Width of the box's border, inside its edge, pixels; 0 for none.
  public var border: Float
  /// Width over which the edge fades, pixels: 1 is a sharp edge, more a shadow.
  public var softness: Float
  /// Dash length of a line, pixels; 0 is solid.
  public var dash: Float
  /// Fill colour of a box, colour of a line.
  public var fill: Color
  /// Colour of the border.
  public var stroke: Color
  /// Box or line.
  public var kind: Kind

  /// A primitive from its values.
  public init(
    kind: Kind, place: SIMD4<Float>, radius: Float, border: Float = 0, softness: Float = 1,
    dash: Float = 0, fill: Color, stroke: Color = .clear
  ) {
    self.kind = kind
    self.place = place
    self.radius = radius
    self.border = border
    self.softness = softness
    self.dash = dash
    self.fill = fill
    self.stroke = stroke
  }
}

/// A corner of a filled triangle.
@frozen
public struct Corner: BitwiseCopyable, Equatable, Sendable {
  /// Place, pixels.
  public var position: Vec2
  /// Colour; mixed between corners.
  public var color: Color
  /// A corner from its values.
  public init(position: Vec2, color: Color) {
    self.position = position
    self.color = color
  }
}

/// One robot in the picture.
@frozen
public struct RobotMark: BitwiseCopyable, Equatable, Sendable {
  /// Place of the body's origin, pixels.
  public var position: Vec2
  /// Heading in the world's sense (y up).
  public var heading: Rotation
  /// Fill colour.
  public var color: Color
  /// What is shown besides: bits of `RobotFlags`.
  public var flags: RobotFlags
  /// A mark from its values.
  @inlinable
  public init(position: Vec2, heading: Rotation, color: Color, flags: RobotFlags) {
    self.position = position
    self.heading = heading
    self.color = color
    self.flags = flags
  }
}

/// The outline of a robot in its body frame: a convex polygon, grown by a radius.
///
/// One corner makes a disc, two make a capsule.
public struct BodyShape: Equatable, Hashable, Sendable {
  /// Corners, anticlockwise, metres; 1 to 8 of them.
  public var corners: [Vec2]
  /// How far the outline lies outside the corners, metres.
  public var radius: Float
  /// Decoration that tells kinds of robots apart.
  public var decoration: Decoration

  /// What is drawn on a body besides its outline.
  public enum Decoration: Int32, Sendable {
    /// Nothing.
    case none = 0
    /// Two wheels beside the middle.
    case wheels = 1
    /// Two tines ahead.
    case fork = 2
    /// Four rollers at the corners.
    case rollers = 3
    /// A bolted base: a ring.
    case base = 4
  }

  /// A shape from its values.
  ///
  /// - Precondition: 1 to 8 corners.
  public init(corners: [Vec2], radius: Float, decoration: Decoration = .none) {
    precondition((1...8).contains(corners.count), "a body has 1 to 8 corners")
    self.corners = corners
    self.radius = radius
    self.decoration = decoration
  }

  /// The radius of the smallest circle round the body's origin that holds it, metres.
  public var boundingRadius: Float { (corners.map(\.length).max() ?? 0) + radius }
}

/// A piece of text on one line.
public struct TextRun: Equatable, Sendable {
  /// Which cut of the font.
  public enum Weight: UInt8, Sendable, CaseIterable {
    /// Normal text.
    case regular
    /// Headings and figures.
    case bold
    /// Every character equally wide: source lines with carets.
    case monospaced
  }
  /// What is written.
  public var text: String
  /// Left end of the baseline, pixels.
  public var origin: Vec2
  /// Size of the font, pixels.
  public var size: Float
  /// Which cut.
  public var weight: Weight
  /// Colour.
  public var color: Color
}

/// A picture of cells stretched over a box.
public struct DrawImage: Equatable, Sendable {
  /// Columns.
  public var columns: Int
  /// Rows.
  public var rows: Int
  /// Colours, bottom row first. [rows × columns]
  public var cells: [Color]
  /// Top left corner, pixels.
  public var origin: Vec2
  /// Width and height, pixels.
  public var extent: Vec2
  /// True where colours are mixed between cell centres, false for hard cells.
  public var isSmooth: Bool
  /// Not 0 for images whose cells never change: a renderer may keep them under this number.
  public var cacheKey: UInt64

  /// An image from its values.
  public init(
    columns: Int, rows: Int, cells: [Color], origin: Vec2, extent: Vec2, isSmooth: Bool,
    cacheKey: UInt64 = 0
  ) {
    precondition(cells.count == rows * columns, "the image's cells do not match its size")
    self.columns = columns
    self.rows = rows
    self.cells = cells
    self.origin = origin
    self.extent = extent
    self.isSmooth = isSmooth
    self.cacheKey = cacheKey
  }
}
