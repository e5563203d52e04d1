import Contracts
import Coordination
import MeanFields
import SimCore

/// The spatial field as orchestrators look it up on their ways; valid until the next update.
struct WayField {
  /// The field, or nil where the mode does not grant it or no budget would pay for the look-ups.
  let grid: SpatialFieldView?
  /// How far away its density is of use.
  let earshot: Earshot

  /// Robots per m² half way to an option; 0 where a robot cannot know.
  func density(from position: Vec2, to anchor: Vec2) -> Float {
    guard let grid, earshot.reaches(0.5 * (anchor - position).length) else { return 0 }
    return grid.sample(at: (position + anchor) * 0.5).density
  }
}

extension Population {
  /// What orchestrators may look up on their ways now.
  var wayField: WayField {
    WayField(grid: exchange.canLookUpWays ? grid(for: .orchestrator) : nil, earshot: earshot)
  }
}
