import Contracts

/// The colours of the picture that are not data.
public struct Theme: Equatable, Sendable {
  /// True for light marks on a dark ground.
  public var isDark: Bool
  /// Outside the workspace.
  public var background: Color
  /// The floor of the workspace.
  public var floor: Color
  /// Fine and coarse grid lines.
  public var gridFine: Color
  /// Coarse grid lines.
  public var gridCoarse: Color
  /// Walls and racks.
  public var wall: Color
  /// Their edges.
  public var wallEdge: Color
  /// Panels.
  public var panel: Color
  /// The line round a panel.
  public var panelEdge: Color
  /// Text that matters.
  public var text: Color
  /// Text that explains.
  public var mutedText: Color
  /// Marks of what is selected.
  public var accent: Color
  /// Marks of what is wrong.
  public var warning: Color
  /// Marks of what is well.
  public var success: Color
  /// Outlines of robots.
  public var robotEdge: Color

  /// Light marks on a dark ground.
  public static let dark = Theme(
    isDark: true, background: Color(0x0E1318), floor: Color(0x161D24),
    gridFine: Color(0x222B34), gridCoarse: Color(0x2D3944), wall: Color(0x3C4956),
    wallEdge: Color(0x5A6B7B), panel: Color(0x121920, opacity: 0.97), panelEdge: Color(0x33414E),
    text: Color(0xE8EEF3), mutedText: Color(0x93A3B1), accent: Color(0xFFD24D),
    warning: Color(0xFF6B4A), success: Color(0x2BC49A), robotEdge: Color(0x0A0E12))

  /// Dark marks on a light ground.
  public static let light = Theme(
    isDark: false, background: Color(0xDDE3E8), floor: Color(0xF8FAFB),
    gridFine: Color(0xEAEEF1), gridCoarse: Color(0xD6DDE3), wall: Color(0xAEBAC5),
    wallEdge: Color(0x7D8D9B), panel: Color(0xFFFFFF, opacity: 0.97), panelEdge: Color(0xC3CDD6),
    text: Color(0x17222B), mutedText: Color(0x566573), accent: Color(0x965C00),
    warning: Color(0xC73A12), success: Color(0x00795A), robotEdge: Color(0x25313B))

  /// A yellow that is seen on this ground.
  public var yellow: Color { isDark ? Color(0xF0E442) : Color(0xA08A00) }

  /// The colour of a stage of work; two differ for everybody, whatever of red, green and blue they see.
  public func color(of stage: RobotStage) -> Color {
    switch stage {
    case .idle: Color(0x7E8790)
    case .assigned: Color(0xABDCE3)
    case .travelling: Color(0x2189FB)
    case .queueing: Color(0xFAF452)
    case .working: Color(0xB072C3)
    case .carrying: Color(0x14D094)
    case .charging: Color(0xE2A51C)
    case .failed: Color(0xEF273A)
    }
  }
}
