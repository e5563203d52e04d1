import Contracts

/// The colour of a robot under a colouring.
struct RobotPainter {
  let coloring: Coloring
  let map: ColorMap
  let stageColors: [Color]
  let classColor: Color
  let lowest: Float
  let factor: Float

  init(options: ViewOptions, scenery: Scenery, classIndex: Int) {
    let look = scenery.classes[classIndex]
    coloring = options.coloring
    classColor = look.color
    stageColors = RobotStage.allCases.map { options.theme.color(of: $0) }
    switch options.coloring {
    case .bySpeed:
      (lowest, factor) = (0, 1 / max(look.maxSpeed, 1e-6))
    case .byScalar(let index) where index < scenery.scalars.count:
      let range = scenery.scalars[index].range
      (lowest, factor) = (range.lowerBound, 1 / max(range.upperBound - range.lowerBound, 1e-9))
    default: (lowest, factor) = (0, 1)
    }
    map = RobotPainter.map(of: options.coloring, theme: options.theme)
  }

  /// The map behind a colouring by number, without what is lost in the floor of a theme.
  static func map(of coloring: Coloring, theme: Theme) -> ColorMap {
    let maps = theme.isDark ? onDark : onLight
    return switch coloring {
    case .byBattery: maps.battery
    case .bySpeed: maps.speed
    default: maps.other
    }
  }

  private typealias Maps = (battery: ColorMap, speed: ColorMap, other: ColorMap)
  // Made once: a picture has no time for it.
  private static let onDark = maps(of: .dark)
  private static let onLight = maps(of: .light)

  private static func maps(of theme: Theme) -> Maps {
    (
      ColorMap.vermilionToBlue.clear(of: theme.floor), ColorMap.viridis.clear(of: theme.floor),
      ColorMap.cividis.clear(of: theme.floor)
    )
  }

  /// The colour of one robot.
  func color(of robot: Int, in frame: FleetFrame) -> Color {
    switch coloring {
    case .byClass: classColor
    case .byStage: stageColors[Int(frame.stage[robot].rawValue)]
    case .bySpeed: map[frame.speed[robot] * factor]
    case .byBattery: map[frame.battery[robot]]
    case .byScalar(let index):
      index < frame.scalars.count && robot < frame.scalars[index].count
        ? map[(frame.scalars[index][robot] - lowest) * factor] : classColor
    }
  }
}
