/// A key of the keyboard, by what is printed on it.
public enum Key: Hashable, Sendable {
  /// A letter, digit or sign, in lower case.
  case character(Character)
  /// F1 … F12
  case function(Int)
  /// The arrow keys.
  case left, right, up, down
  /// Keys with names.
  case space, enter, escape, tab, backspace, delete, home, end, pageUp, pageDown

  /// As printed on the keyboard.
  public var label: String {
    switch self {
    case .character(let character): String(character).uppercased()
    case .function(let number): "F\(number)"
    case .left: "←"
    case .right: "→"
    case .up: "↑"
    case .down: "↓"
    case .space: "Space"
    case .enter: "Enter"
    case .escape: "Esc"
    case .tab: "Tab"
    case .backspace: "Backspace"
    case .delete: "Del"
    case .home: "Home"
    case .end: "End"
    case .pageUp: "PgUp"
    case .pageDown: "PgDn"
    }
  }
}

/// Keys held while another one is pressed.
public struct Modifiers: OptionSet, Hashable, Sendable {
  /// The bits.
  public var rawValue: Int
  /// Modifiers from their bits.
  public init(rawValue: Int) { self.rawValue = rawValue }
  /// Shift.
  public static let shift = Modifiers(rawValue: 1)
  /// Control.
  public static let control = Modifiers(rawValue: 2)
}

/// Everything a key can do.
public enum ViewerAction: Hashable, Sendable {
  /// Time.
  case togglePlay, step, stepBack, slower, faster, realTime, fullSpeed, reset, reload
  /// Camera.
  case fitAll, follow, storeBookmark(Int), recallBookmark(Int), zoomIn, zoomOut
  /// Robots.
  case nextRobot, possess, clearSelection
  /// Overlays and panels.
  case toggle(Overlay), togglePanel(PanelKind), nextField, nextPlan, nextFieldClass, nextColor,
    toggleTheme
  /// Pictures and files.
  case screenshot, video, exportPlots, saveScene
  /// Editing.
  case cloneSelection, deleteSelection, toggleEditing, undo, redo
  /// The window.
  case fullscreen, help, quit
}

/// Panels that can be switched by one key.
public enum PanelKind: String, Hashable, Sendable, CaseIterable {
  /// Everything about the selected robot.
  case inspection
  /// m^orch and m^exec per class.
  case fields
  /// What the selected robot believes of the population, against what is true.
  case belief
  /// Which layer reads which field, and the coupling between classes.
  case coupling
  /// Plots.
  case plots
  /// What happened, by time.
  case events
  /// Time per stage of the tick.
  case profiler
  /// What colours mean.
  case legend
  /// The keys.
  case help
}

/// One line of the key table: the only place that says which key does what.
public struct KeyBinding: Sendable {
  /// The key.
  public var key: Key
  /// What must be held with it.
  public var modifiers: Modifiers
  /// What it does.
  public var action: ViewerAction
  /// Group heading in the help.
  public var group: String
  /// What it does, in words; empty for a second key of the binding above.
  public var summary: String

  /// As printed in the help: Ctrl S.
  public var label: String {
    (modifiers.contains(.control) ? "Ctrl " : "") + (modifiers.contains(.shift) ? "Shift " : "")
      + key.label
  }
}

/// Which key does what; the help is made from it.
public enum KeyTable {
  /// All bindings, grouped, in the order of the help.
  public static let bindings: [KeyBinding] = time + looking + panels + overlays + robots + files

  /// The action of a key with modifiers, or nil.
  ///
  /// Shift is ignored for signs, since where they sit differs between keyboards.
  public static func action(for key: Key, modifiers: Modifiers) -> ViewerAction? {
    if let exact = bindings.first(where: { $0.key == key && $0.modifiers == modifiers }) {
      return exact.action
    }
    if case .character(let sign) = key, !sign.isLetter, !sign.isNumber,
      modifiers.contains(.shift)
    {
      return bindings.first { $0.key == key && $0.modifiers == modifiers.subtracting(.shift) }?
        .action
    }
    return nil
  }

  private static func line(
    _ key: Key, _ action: ViewerAction, _ group: String, _ summary: String,
    _ modifiers: Modifiers = []
  ) -> KeyBinding {
    KeyBinding(key: key, modifiers: modifiers, action: action, group: group, summary: summary)
  }

  private static let time: [KeyBinding] = [
    line(.space, .togglePlay, "Time", "play or pause"),
    line(.character("p"), .togglePlay, "Time", ""),
    line(.character("."), .step, "Time", "one step on"),
    line(.right, .step, "Time", ""),
    line(.left, .stepBack, "Time", "one recorded frame back"),
    line(.character("["), .slower, "Time", "slower"),
    line(.character("-"), .slower, "Time", ""),
    line(.character("]"), .faster, "Time", "faster"),
    line(.character("+"), .faster, "Time", ""),
    line(.character("="), .faster, "Time", ""),
    line(.character("{"), .realTime, "Time", "real time"),
    line(.character("}"), .fullSpeed, "Time", "as fast as possible"),
    line(.backspace, .reset, "Time", "back to the start"),
    line(.character("r"), .reload, "Time", "read the scene file again", .control),
    line(.character("l"), .reload, "Time", "", .control),
  ]

  private static let looking: [KeyBinding] =
    [
      line(.home, .fitAll, "Looking", "show everything"),
      line(.character("0"), .fitAll, "Looking", ""),
      line(.pageUp, .zoomIn, "Looking", "closer"),
      line(.pageDown, .zoomOut, "Looking", "further"),
      line(.character("f"), .follow, "Looking", "follow the selected robot"),
      line(.character("1"), .recallBookmark(1), "Looking", "camera bookmark 1 (… 9)"),
      line(
        .character("1"), .storeBookmark(1), "Looking", "store bookmark 1 (… 9)", .control),
    ]
    + (2...9).flatMap { number -> [KeyBinding] in
      let digit = Key.character(Character("\(number)"))
      return [
        line(digit, .recallBookmark(number), "Looking", ""),
        line(digit, .storeBookmark(number), "Looking", "", .control),
      ]
    }

  private static let panels: [KeyBinding] = [
    line(.function(1), .help, "Panels", "this help"),
    line(.function(3), .togglePanel(.profiler), "Panels", "profiler"),
    line(.character("i"), .togglePanel(.inspection), "Panels", "inspection"),
    line(.character("m"), .togglePanel(.fields), "Panels", "mean fields per class"),
    line(.character("q"), .togglePanel(.belief), "Panels", "belief of the robot"),
    line(.character("x"), .togglePanel(.coupling), "Panels", "who reads what, coupling"),
    line(.character("y"), .togglePanel(.plots), "Panels", "plots"),
    line(.character("a"), .togglePanel(.events), "Panels", "events, a click goes there"),
    line(.character("k"), .togglePanel(.legend), "Panels", "legend"),
    line(.character("v"), .nextColor, "Panels", "next colouring of robots"),
    line(.character("u"), .toggleTheme, "Panels", "dark or light"),
  ]

  private static let overlays: [KeyBinding] =
    [
      line(.character("h"), .nextField, "Overlays", "m^exec on the floor: here, flow, blocked"),
      line(.character("o"), .nextPlan, "Overlays", "m^orch on the floor: bound, claims"),
      line(.character("h"), .nextFieldClass, "Overlays", "both of one class, of all", .shift),
    ]
    + Overlay.allCases.map { line(.character($0.key), .toggle($0), "Overlays", $0.summary) }

  private static let robots: [KeyBinding] = [
    line(.tab, .nextRobot, "Robots", "select the next robot"),
    line(.enter, .possess, "Robots", "drive it with W A S D, or let go"),
    line(.character("e"), .toggleEditing, "Robots", "edit while paused: drag, turn"),
    line(.character("d"), .cloneSelection, "Robots", "clone the selection", .control),
    line(.delete, .deleteSelection, "Robots", "delete the selection"),
    line(.character("z"), .undo, "Robots", "undo an edit; Ctrl Y: redo", .control),
    line(.character("y"), .redo, "Robots", "", .control),
    line(.escape, .clearSelection, "Robots", "close, let go, select nothing"),
  ]

  private static let files: [KeyBinding] = [
    line(.character("s"), .saveScene, "Files", "save as a new scene", .control),
    line(.character("e"), .exportPlots, "Files", "plots as CSV", .control),
    line(.function(12), .screenshot, "Files", "picture of the window"),
    line(.character("p"), .screenshot, "Files", "", .control),
    line(.function(9), .video, "Files", "start or end a video"),
    line(.function(11), .fullscreen, "Files", "full screen"),
    line(.character("q"), .quit, "Files", "leave", .control),
  ]
}
