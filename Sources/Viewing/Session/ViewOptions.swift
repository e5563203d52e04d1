/// How a picture is made: what the user has switched on.
public struct ViewOptions: Equatable, Sendable {
  /// Dark or light.
  public var theme: Theme = .dark
  /// What colours robots.
  public var coloring: Coloring = .byClass
  /// What lies over the floor.
  public var overlays = Set(Overlay.allCases.filter(\.isOnAtFirst))
  /// Which panels are open.
  public var panels: Set<PanelKind> = [.inspection, .legend]
  /// What lies on the floor of m^exec, where the fleet is; nil for nothing.
  public var field: FieldChannel?
  /// What lies on the floor of m^orch, where the fleet plans to be; nil for nothing.
  public var plan: FieldChannel?
  /// The class that both carpets are of; nil for all.
  public var fieldClass: Int?
  /// Ends of the carpets' scales that somebody has set, in the channels' units.
  public var fieldTops: [FieldChannel: Float] = [:]
  /// Pixels per point: 1 on an ordinary screen, 2 on a HiDPI one.
  public var scale: Float = 1
  /// False for pictures without bars and panels.
  public var hasFurniture = true
  /// True for pictures that nobody sits before: no state of play and no hints at keys.
  public var isStill = false

  /// Dark, coloured by class, with grid, names and inspection.
  public init() {}
}

/// What a robot's colour means.
public enum Coloring: Hashable, Sendable {
  /// Its class.
  case byClass
  /// Its stage of work.
  case byStage
  /// Its speed as a share of its class's maximum.
  case bySpeed
  /// Its state of charge.
  case byBattery
  /// One of the scenery's extra scalars.
  case byScalar(Int)

  /// The one after it, among `scalarCount` extra scalars.
  public func next(scalarCount: Int) -> Coloring {
    switch self {
    case .byClass: .byStage
    case .byStage: .bySpeed
    case .bySpeed: .byBattery
    case .byBattery: scalarCount > 0 ? .byScalar(0) : .byClass
    case .byScalar(let index): index + 1 < scalarCount ? .byScalar(index + 1) : .byClass
    }
  }

  /// Name as the legend and the command line have it.
  public func title(in scenery: Scenery) -> String {
    switch self {
    case .byClass: "class"
    case .byStage: "stage"
    case .bySpeed: "speed"
    case .byBattery: "battery"
    case .byScalar(let index):
      index < scenery.scalars.count ? scenery.scalars[index].title : "scalar \(index)"
    }
  }
}
