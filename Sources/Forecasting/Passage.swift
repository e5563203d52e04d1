import Prediction
import SimCore

/// A door or an aisle that jobs go through, by what was measured of its like.
struct Passage {
  /// Where it is narrowest, metres.
  var place: Vec2
  /// Clear width, metres, and length, metres.
  var width: Double, length: Double
  /// Times that a job goes through it, in both directions together, and metres that it drives there.
  var load: Double, metres: Double
  /// True where it is gone through in both directions.
  var isTwoWay: Bool
  /// True where it is short: what was measured at doors holds.
  var isDoor: Bool

  /// Of fewer in the other direction a passage is one-way for the most part.
  private static let otherDirection = 0.05
  /// How much longer than wide a door is at most.
  private static let longestDoor = 1.5
  /// Width in radii beyond which nothing is said to bind: the widest measured street has 12.5, and room for three.
  private static let widest = 37.5

  /// The passage of a load; nil where it is wide.
  init?(_ load: ClassDemand.PassageLoad, radius: Double) {
    guard load.width <= Passage.widest * radius else { return nil }
    place = load.narrowest
    width = load.width
    length = load.length
    metres = load.metres
    self.load = load.forward + load.backward
    let less = min(load.forward, load.backward)
    isTwoWay = less > Passage.otherDirection * self.load
    isDoor = load.narrowLength <= Passage.longestDoor * load.width
  }

  /// The centre of a network that stands for it, for bodies of a top speed (m/s) and radius (m) and at most some robots;
  /// nil where nothing of its like was measured.
  func centre(
    _ lanes: LaneDiagram, speed: Double, radius: Double, corner: Corner, most: Int
  ) -> ServiceCentre? {
    let shape: LaneDiagram.Shape = isDoor || width < 4 * radius ? .door : .ring
    guard
      let like = lanes.neighbours(
        shape, width: width / radius, isTwoWay: isTwoWay || shape == .door)
    else { return nil }
    /// Between two measured widths: as the narrower at worst, as the wider at best.
    func flow(_ value: (LaneDiagram.Curve) -> Double) -> Double {
      switch corner {
      case .worse: return corner.flow(like.narrow, value)
      case .better: return corner.flow(like.wide, value)
      case .expected:
        let narrow = corner.flow(like.narrow, value)
        return narrow + like.share * (corner.flow(like.wide, value) - narrow)
      }
    }
    let lanesBeside = max(1, (width / radius / like.wide.width * 1.02).rounded(.down))
    // Bodies per second of a flow of 1.
    let unit = lanesBeside * speed / (2 * radius)
    let name = (shape == .door ? "door" : "aisle")
    switch shape {
    case .door:
      let greatest = flow { $0.capacity }
      guard greatest > 0 else { return nil }
      let table = (1...most).map { count in
        max(1e-3, flow { $0.flow(queued: Double(count) / lanesBeside) } / greatest)
      }
      return ServiceCentre(name, demand: load / (greatest * unit), .table(table))
    case .ring:
      let directions = isTwoWay ? 2.0 : 1
      let free = length / (speed * flow { $0.freeSpeed })
      let table = (1...most).map { count in
        let density = Double(count) / directions / lanesBeside * 2 * radius / length
        let passed = flow { $0.flow(at: density) } * directions * unit
        // Nobody is faster in company: the first of a short aisle has all the flow that a density of one body gives.
        return max(1e-3, min(Double(count), passed * free))
      }
      // Who begins or ends in it drives a part of it.
      return ServiceCentre(name, demand: free * metres / length, .table(table))
    }
  }
}
