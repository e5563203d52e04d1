import SimCore
import Simulation

/// Something that lies over the floor and can be switched by one key: all the viewer knows of it.
///
/// An overlay is one file, which holds its word, its key, what it asks of the fleet and how it is
/// drawn, and one name in `allCases`. The command line, the key table, the help and the state for
/// scripts follow from that.
public struct Overlay: RawRepresentable, CaseIterable, Hashable, Sendable {
  /// Where in the picture it is drawn, from back to front.
  enum Layer: Sendable {
    /// Right on the floor.
    case floor
    /// Over obstacles and zones, under robots.
    case underRobots
    /// Over robots.
    case overRobots
    /// Among the bars and panels.
    case furniture
  }

  /// All overlays in the order of the help; those further up lie over those below them.
  public static let allCases: [Overlay] = [
    .paths, .rays, .links, .tasks, .plans, .places, .batteries, .trails, .cells, .names, .contacts,
    .grid, .minimap,
  ]

  /// Its word, on the command line and in the state for scripts.
  public let rawValue: String
  /// The key that switches it.
  let key: Character
  /// What it shows, in words.
  let summary: String
  /// Where it is drawn.
  let layer: Layer
  /// True where a new viewer shows it.
  let isOnAtFirst: Bool
  /// What a frame must hold for it, of a fleet; nil where every frame holds it anyway.
  let capture: (@Sendable (borrowing Fleet, CaptureRequest) -> any Sendable)?
  /// The same of a synthetic crowd.
  let sketch: (@Sendable (SyntheticFleet, FleetFrame) -> any Sendable)?
  /// What is said where it is on and a frame has no mark of it.
  let absence: String
  /// Draws it.
  let draw: @Sendable (inout PictureBuilder) -> Void

  /// An overlay of what every frame and viewer hold.
  init(
    _ word: String, key: Character, _ summary: String, layer: Layer, isOnAtFirst: Bool = false,
    draw: @escaping @Sendable (inout PictureBuilder) -> Void
  ) {
    rawValue = word
    self.key = key
    self.summary = summary
    self.layer = layer
    self.isOnAtFirst = isOnAtFirst
    capture = nil
    sketch = nil
    absence = ""
    self.draw = draw
  }

  /// An overlay of marks that are captured only while it is on.
  ///
  /// `capture` gives those of a fleet, at most some thousands, `sketch` those of a synthetic crowd;
  /// `FleetFrame.marks(of:)` has them then. `absence` is said where there are none.
  init<Mark: Sendable>(
    _ word: String, key: Character, _ summary: String, layer: Layer, isOnAtFirst: Bool = false,
    absence: String, capture: @escaping @Sendable (borrowing Fleet, CaptureRequest) -> [Mark],
    sketch: @escaping @Sendable (SyntheticFleet, FleetFrame) -> [Mark],
    draw: @escaping @Sendable (inout PictureBuilder) -> Void
  ) {
    rawValue = word
    self.key = key
    self.summary = summary
    self.layer = layer
    self.isOnAtFirst = isOnAtFirst
    self.absence = absence
    self.capture = { fleet, request in capture(fleet, request) }
    self.sketch = { crowd, frame in sketch(crowd, frame) }
    self.draw = draw
  }

  /// The overlay of a word; nil where there is none.
  public init?(rawValue: String) {
    guard let known = Overlay.allCases.first(where: { $0.rawValue == rawValue }) else { return nil }
    self = known
  }

  /// The marks of some overlays by their words, as `marks` gives them; nil has none.
  static func captured(
    _ overlays: Set<Overlay>, _ marks: (Overlay) -> (any Sendable)?
  ) -> [String: any Sendable] {
    var result: [String: any Sendable] = [:]
    for overlay in allCases where overlays.contains(overlay) {
      if let found = marks(overlay) { result[overlay.rawValue] = found }
    }
    return result
  }

  /// The same word.
  public static func == (a: Overlay, b: Overlay) -> Bool { a.rawValue == b.rawValue }
  /// The word.
  public func hash(into hasher: inout Hasher) { hasher.combine(rawValue) }
}

extension FleetFrame {
  /// True where the marks of an overlay were asked for.
  func holds(_ overlay: Overlay) -> Bool { overlayMarks[overlay.rawValue] != nil }

  /// True where the marks of an overlay were asked for, and there are none.
  func isBare(of overlay: Overlay) -> Bool {
    (overlayMarks[overlay.rawValue] as? any Collection)?.isEmpty ?? false
  }

  /// The marks of an overlay; none where they were not asked for.
  func marks<Mark: Sendable>(of overlay: Overlay) -> [Mark] {
    overlayMarks[overlay.rawValue] as? [Mark] ?? []
  }

  /// Replaces the marks of an overlay.
  mutating func replaceMarks<Mark: Sendable>(_ marks: [Mark], of overlay: Overlay) {
    overlayMarks[overlay.rawValue] = marks
  }
}

extension PictureBuilder {
  /// The overlays of a layer that are switched on, from back to front.
  mutating func drawOverlays(_ layer: Overlay.Layer) {
    for overlay in Overlay.allCases.reversed()
    where overlay.layer == layer && options.overlays.contains(overlay) {
      overlay.draw(&self)
    }
  }
}
