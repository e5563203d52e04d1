import Contracts
import SimCore

/// A picture of one of the two mean fields on the floor.
public enum FieldChannel: String, Sendable, CaseIterable {
  /// m^exec: robots per m².
  case density
  /// m^exec: how many robots cross a metre in a second, with arrows.
  case flow
  /// m^exec: blocked robots per m².
  case blocked
  /// m^orch: robots per m² that head for a place.
  case destinations
  /// m^orch: robots per m² that have claimed a job which nobody has taken yet.
  case claims

  /// The field it is of.
  public var layer: FieldLayer {
    switch self {
    case .density, .flow, .blocked: .executor
    case .destinations, .claims: .orchestrator
    }
  }

  /// True for a picture of m^exec, false for one of m^orch.
  public var isOfExecutors: Bool { layer == .executor }

  /// Those of one field, in the order in which a key goes through them.
  public static func all(ofExecutors: Bool) -> [FieldChannel] {
    allCases.filter { $0.isOfExecutors == ofExecutors }
  }

  /// What it shows, in words.
  public var words: String {
    switch self {
    case .density: "traffic here"
    case .flow: "flow"
    case .blocked: "blocked here"
    case .destinations: "bound for here"
    case .claims: "claims here"
    }
  }

  /// The unit of its numbers.
  public var unit: String { self == .flow ? "/(m s)" : "/m²" }
}

/// Robots per cell at which a carpet has its full colour, at most.
private let fullCell: Float = 2
/// A carpet of large cells has its full colour at so many times the fleet's mean density.
private let crowdFactor: Float = 2
/// Share of the room that bodies can fill at which it has its full colour, at most.
private let fullShare: Float = 0.5
/// Opacity of the full colour: the grid shows through it.
private let fullOpacity: Float = 0.9
/// How fast opacity rises from nothing: one robot in a cell is seen, and a trace of it is not.
private let opacityBend: Float = 1.6

/// What the colours of a carpet mean: a scale from nothing to `top` that stays for a whole run.
public struct Carpet: Sendable {
  /// What it shows.
  public let channel: FieldChannel
  /// The value of the full colour, in the channel's unit.
  public let top: Float
  /// Colours from nothing, which is transparent, to the full one.
  public let map: ColorMap

  /// The carpet of a channel, on cells of `cellSize` (m), under a theme.
  ///
  /// The top is `pinned` where somebody has set it; else it follows from the scene alone, so that pictures of one
  /// run, and of runs of one scene, can be compared.
  public init(
    _ channel: FieldChannel, scenery: Scenery, cellSize: Float, pinned: Float?, theme: Theme
  ) {
    self.channel = channel
    top = pinned ?? Carpet.top(of: channel, scenery: scenery, cellSize: cellSize)
    map = Carpet.map(of: channel, theme: theme)
  }

  /// The colour of a value; nothing is transparent.
  public func color(_ value: Float) -> Color { map[value / top] }

  /// The end of the scale: half of the robots that find room, and at most two in a cell, or twice the fleet's mean
  /// density where cells are so large that this is more.
  ///
  /// All channels of density have the same end: where a fleet is and where it is bound for can be compared. That
  /// of flow is this density at half of the classes' mean speed.
  static func top(of channel: FieldChannel, scenery: Scenery, cellSize: Float) -> Float {
    var robots: Float = 0
    var area: Float = 0
    var speed: Float = 0
    for look in scenery.classes where !look.rows.isEmpty {
      let count = Float(look.rows.count)
      let radius = look.shape.boundingRadius
      robots += count
      area += count * .pi * radius * radius
      speed += count * look.maxSpeed
    }
    guard robots > 0, area > 0 else { return 1 }
    let floor = scenery.bounds.size
    let mean = robots / max(floor.x * floor.y, 1e-6)
    let full = min(
      fullShare * robots / area, max(fullCell / (cellSize * cellSize), crowdFactor * mean))
    let density = Float(Format.niceFloor(Double(max(full, 1e-6))))
    guard channel == .flow else { return density }
    return Float(Format.niceFloor(Double(max(0.5 * density * speed / robots, 1e-6))))
  }

  /// Colours from faint to full, away from the floor of the theme: blue where the fleet is, violet where it is
  /// blocked, orange where it plans to be.
  static func map(of channel: FieldChannel, theme: Theme) -> ColorMap {
    let anchors: [UInt32] =
      switch (channel, theme.isDark) {
      case (.density, true), (.flow, true): [0x1D4E7C, 0x2C86C2, 0x67BFF0, 0xD9F1FF]
      case (.density, false), (.flow, false): [0xA9CFEA, 0x559FD3, 0x1A68AB, 0x06305F]
      case (.blocked, true): [0x3B3580, 0x6F66D9, 0xA8A2FF, 0xEBE9FF]
      case (.blocked, false): [0xC2BEEB, 0x857DD6, 0x4B41A8, 0x221B66]
      case (.destinations, true), (.claims, true): [0x6E4400, 0xC47F00, 0xF4B73F, 0xFFF0C9]
      case (.destinations, false), (.claims, false): [0xF2CD8C, 0xDD9427, 0xA45F00, 0x573100]
      }
    var map = ColorMap(name: channel.rawValue, anchors: anchors)
    for entry in map.table.indices {
      let left = 1 - Float(entry) / Float(map.table.count - 1)
      let opacity = fullOpacity * (1 - power(left, opacityBend))
      map.table[entry] = map.table[entry].opacity(opacity)
    }
    return map
  }

  /// xᵖ for x in [0, 1] and p between 1 and 2, by mixing x and x²: pictures need no more.
  private static func power(_ x: Float, _ p: Float) -> Float { x * (2 - p) + x * x * (p - 1) }
}
