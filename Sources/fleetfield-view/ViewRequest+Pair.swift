import Commands
import Foundation
import SimCore
import Viewing

extension ViewRequest {
  /// True where two runs are shown side by side.
  var isPair: Bool { (otherSubject != nil || variation != nil) && !isStrip }

  /// Refuses what a pair cannot have, and what only a pair can.
  func checkPair() throws {
    if otherSubject != nil, variation != nil {
      throw UsageError("--vary sets the scene beside itself: a second subject is one too many")
    }
    if !isPair {
      for (flag, isGiven) in [("--figure", figureKey != nil && !isStrip), ("--ghost", hasGhosts)]
      where isGiven {
        throw UsageError("\(flag) is for two runs: name a second one, or --vary KEY=A,B")
      }
    }
    if isPair, out != nil, verb == .view {
      throw UsageError("two runs are only looked at: --out DIR records one")
    }
    if let key = variation?.key, overrides.contains(where: { $0.0 == key }) {
      throw UsageError("--set and --vary both give '\(key)' a value")
    }
  }

  /// The two requests of a pair, each for half of the picture and without bars.
  var halves: (first: ViewRequest, second: ViewRequest) {
    let half = ViewerPair.halfSize(
      of: Vec2(Float(width), Float(height)), scale: options.scale)
    var first = self
    (first.otherSubject, first.variation) = (nil, nil)
    (first.width, first.height) = (Int(half.x), Int(half.y))
    first.options.hasFurniture = false
    var second = first
    if let otherSubject { second.subject = otherSubject }
    if let variation {
      first.overrides.append((variation.key, variation.values[0]))
      second.overrides.append((variation.key, variation.values[1]))
    }
    return (first, second)
  }

  /// What the two runs of a pair are called: by what differs between them.
  func pairNames(_ first: OpenedScene, _ second: OpenedScene) -> (first: String, second: String) {
    if let variation {
      return (
        "\(variation.key) = \(variation.values[0])", "\(variation.key) = \(variation.values[1])"
      )
    }
    if first.scenery.mode != second.scenery.mode {
      return (first.scenery.mode, second.scenery.mode)
    }
    func stem(_ path: String) -> String {
      let name = (path.hasSuffix("/") ? String(path.dropLast()) : path).split(separator: "/").last
      return (name.map(String.init) ?? path).replacing(".fleet.yaml", with: "")
    }
    return (stem(subject), stem(otherSubject ?? subject))
  }
}
