import Clearance
import SimCore

/// The narrow parts of the corridors of a fleet: where its two largest robots cannot pass each other, and
/// doors, where they just can.
///
/// A section is a run of narrow gates on one stretch. Stretches that end in a corner of the floor are
/// none: the axis runs into every corner, and nobody passes through one. In front of either end lies a
/// waiting place, beside the way of those who come out: `CorridorMap.waitingPlace`.
struct CorridorSections: Sendable {
  /// A run of narrow gates.
  struct Section: Sendable {
    var stretch: Int32
    /// Its first and last gate, and how far along the stretch they are, metres.
    var first: Int32
    var last: Int32
    /// The last gate with the first one's chord, and the first with the last one's: between them lies the
    /// inside.
    var innerFirst: Int32
    var innerLast: Int32
    var from: Float
    var to: Float
    /// True where it is driven one way only: nobody comes the other way, and no claim is needed.
    var isOneWay: Bool
    /// True where two pass each other inside: each way is claimed for itself.
    var isDoor = false
  }

  /// How far before a mouth the first of a line waits, in reaches of the largest robot.
  static let headGap: Float = 4.5
  /// How far the next ones stand behind it, each behind the one before: two bodies, and room to start.
  static let lineGap: Float = 2.5

  let sections: [Section]
  /// Section of each gate, or −1. [gateCount]
  let ofGate: [Int32]
  /// Width of a gate where the two largest robots pass each other, metres.
  let passingWidth: Float
  /// Radius of the largest robot with its margin, metres.
  let reach: Float

  /// Width of a gate where two robots of a radius (m) pass each other, metres.
  static func passingWidth(_ map: CorridorMap, radius: Float) -> Float {
    4 * map.room(radius: radius)
  }

  /// The sections of a map.
  ///
  /// - Parameters:
  ///   - map: The corridors.
  ///   - radius: Radius of the largest robot, metres.
  ///   - directions: Which way its streets are driven.
  ///   - smallest: Radius of the smallest robot, metres, where doors count as well.
  /// - Complexity: O(gates), and a few questions after the room somewhere for each door.
  init(
    _ map: CorridorMap, radius: Float, directions: CorridorDirections = CorridorDirections(),
    doorsFor smallest: Float? = nil
  ) {
    let reach = map.room(radius: radius)
    self.reach = reach
    passingWidth = CorridorSections.passingWidth(map, radius: radius)
    // Two robots may be in the way of each other at a single gate as well.
    var found = map.runs(of: 0..<passingWidth).map {
      Section(map, $0, isOneWay: directions.isOneWay($0.stretch))
    }
    if let smallest {
      found += CorridorSections.doors(map, directions, smallest: smallest, largest: radius)
    }
    var ofGate = [Int32](repeating: -1, count: map.gateCount)
    for (number, section) in found.enumerated() {
      for gate in section.first...section.last { ofGate[Int(gate)] = Int32(number) }
    }
    sections = found
    self.ofGate = ofGate
  }
}

extension CorridorSections.Section {
  init(_ map: CorridorMap, _ run: CorridorMap.GateRun, isOneWay: Bool) {
    let (first, last) = (run.gates.lowerBound, run.gates.upperBound - 1)
    self.init(
      stretch: run.stretch, first: Int32(first), last: Int32(last),
      innerFirst: Int32(run.gates.last { map.gates[$0].hasChord(of: map.gates[first]) } ?? first),
      innerLast: Int32(run.gates.first { map.gates[$0].hasChord(of: map.gates[last]) } ?? last),
      from: map.gates[first].along, to: map.gates[last].along, isOneWay: isOneWay)
  }
}

extension CorridorMap.Gate {
  /// Length of the chord, metres.
  @inline(__always)
  var width: Float { (left - right).length }

  /// True where another gate runs between the same points of the boundary.
  func hasChord(of other: CorridorMap.Gate) -> Bool {
    (left - other.left).lengthSquared < 1e-6 && (right - other.right).lengthSquared < 1e-6
  }
}

extension CorridorMap {
  /// True where a stretch ends in a corner of the floor.
  func endsInCorner(_ stretch: Int) -> Bool {
    let (first, last) = (Int(gateStart[stretch]), Int(gateStart[stretch + 1]) - 1)
    return min(gates[first].room, gates[last].room) < 1e-3
  }

  /// Gates of one stretch in a row; never empty.
  struct GateRun {
    var stretch: Int32
    var gates: Range<Int>
  }

  /// The runs of gates whose widths (m) lie in a range, but for stretches that end in a corner of the floor.
  func runs(of widths: Range<Float>) -> [GateRun] {
    var found: [GateRun] = []
    for stretch in 0..<stretchCount where !endsInCorner(stretch) {
      var k = Int(gateStart[stretch])
      let end = Int(gateStart[stretch + 1])
      while k < end {
        let first = k
        while k < end, widths.contains(gates[k].width) { k += 1 }
        if k > first {
          found.append(GateRun(stretch: Int32(stretch), gates: first..<k))
        } else {
          k += 1
        }
      }
    }
    return found
  }

  /// The middle of a gate's chord, and the directions in and to the right, as one enters by it.
  ///
  /// The chord counts: its place on the axis may lie far before it.
  func mouth(_ gate: Int, isBack: Bool) -> (middle: Vec2, inward: Vec2, right: Vec2) {
    let found = gates[gate]
    let right = (isBack ? found.left - found.right : found.right - found.left).normalized
    return ((found.left + found.right) * 0.5, right.perpendicular, right)
  }

  /// The place at which whoever is to enter by a gate waits, metres.
  ///
  /// It lies so far before the mouth, and so far to the right, that those who come out pass on the other
  /// side, and that whoever waits there goes in on a slant and has no corner to get out of.
  ///
  /// Of use to those who wait only: floors have far more mouths than robots, and to look for it takes up to
  /// forty questions after the room somewhere.
  func waitingPlace(before gate: Int, isBack: Bool, reach: Float) -> Vec2 {
    let (middle, inward, right) = mouth(gate, isBack: isBack)
    // Vectors and not arrays: this runs in the loop, the first time that somebody waits there.
    let asides = SIMD4<Float>(2, 1.7, 1.4, 1.2)
    let backs = SIMD3<Float>(CorridorSections.headGap, 5.5, 3.5)
    for k in 0..<4 {
      for m in 0..<3 {
        let place = middle - inward * (backs[m] * reach) + right * (asides[k] * reach)
        // Those who come out have room on its left.
        let out = place - right * (2.4 * reach)
        if isFree(place, reach), isFree(out, 0.9 * reach) { return place }
      }
    }
    for number in 0..<CorridorMap.placesBeside {
      let found = place(beside: gate, isBack: isBack, reach: reach, number: number)
      if let found { return found }
    }
    let straightBacks = SIMD3<Float>(4, 3, 2.2)
    for k in 0..<3 {
      let place = middle - inward * (straightBacks[k] * reach)
      if isFree(place, reach) { return place }
    }
    return middle - inward * (1.5 * reach)
  }

  /// How many places there may be beside a mouth.
  static let placesBeside = 10

  /// One of the places beside a mouth from which its way in and out stays free, metres: those with the lower
  /// numbers are nearer, and the even ones on the right of whoever enters; nil where there is no room.
  func place(beside gate: Int, isBack: Bool, reach: Float, number: Int) -> Vec2? {
    let (middle, inward, right) = mouth(gate, isBack: isBack)
    let back = 2.2 + 1.2 * Float(number / 2) + (number >= 6 ? 1.2 : 0)
    for step in 0..<3 {
      let aside = (3.2 - 0.5 * Float(step)) * (number % 2 == 0 ? reach : -reach)
      let place = middle - inward * (back * reach) + right * aside
      if isFree(place, reach), isFree((place + middle) * 0.5, 0.7 * reach) { return place }
    }
    return nil
  }

  /// True where a disc of a radius (m) has room at a point (m).
  func isFree(_ point: Vec2, _ radius: Float) -> Bool {
    (locator.anchor(point)?.clearance ?? -1) >= radius
  }
}
