import Viewing

/// Opens a synthetic crowd.
final class DemoOpener: SceneOpener {
  private let robotCount: Int
  private let seed: UInt64

  init(robotCount: Int, seed: UInt64) {
    self.robotCount = robotCount
    self.seed = seed
  }

  func open() throws(SceneOpeningError) -> OpenedScene {
    let fleet = SyntheticFleet(robotCount: robotCount, seed: seed)
    return OpenedScene(scenery: fleet.scenery) { fleet }
  }
}
