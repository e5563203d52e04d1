import Clearance
import SimCore

/// The ways of a floor for bodies of every size: stretches of the medial axis between junctions, each a
/// row of gates.
///
/// A gate spans the free space at a point of the axis, from the nearest piece of the boundary on the left
/// to that on the right. Whoever goes along a stretch goes through its gates in order; between two gates
/// lies nothing but free space, so the shortest way through them for a disc is a tight string through
/// the gates less the disc's radius at either side. One map serves all radii: a stretch is closed to
/// those for whom some gate of it is too narrow.
///
/// Goals, in order: exact widths; search over junctions, whose number follows from the corners of the
/// floor and not from its area; flat arrays.
///
/// Source: Explicit Corridor Map (Geraerts 2010), on the generalised Voronoi diagram of `ClearanceGraph`.
public struct CorridorMap: Sendable {
  /// A chord of free space across the axis.
  struct Gate: Sendable {
    /// The point of the axis, metres.
    var place: Vec2
    /// The nearest points of the boundary on the left and on the right, as one goes from the start.
    var left: Vec2
    var right: Vec2
    /// Distance of `place` to both, metres.
    var room: Float
    /// Length of the axis from the start of the stretch, metres.
    var along: Float
  }

  /// Room beyond a body that ways keep to either side, metres; nil for the lesser of 5 cm and a tenth of the
  /// body's radius.
  public let margin: Float?
  /// Where places lie.
  public let locator: ClearanceLocator
  /// The gates, stretch by stretch; the first and the last of a stretch lie on its junctions.
  let gates: [Gate]
  /// What ways along the axis count beyond their length, from the start of the stretch to each gate, metres;
  /// empty where no zone makes them count more. [gateCount]
  var tolls: [Float] = []
  /// First gate of each stretch. [stretchCount + 1]
  let gateStart: [Int32]
  /// The junctions at the start and at the end of each stretch. [stretchCount]
  let ends: [SIMD2<Int32>]
  /// Room at the narrowest gate of each stretch, metres. [stretchCount]
  let least: [Float]
  /// Places of the junctions, metres. [junctionCount]
  let junctions: [Vec2]
  /// The arms that leave each junction, one list after the other, and where each begins.
  ///
  /// An arm is
  /// 2 × stretch, plus 1 where it runs from the end to the start.
  let arms: [Int32]
  let armStart: [Int32]
  /// Stretch of each edge of the graph, and its gates there: first and last. [edgeCount]
  let edgeStretch: [Int32]
  let edgeGates: [SIMD2<Int32>]

  /// The map of a graph, with the room that ways keep beyond a body.
  ///
  /// - Complexity: O(n) for n edges of the graph.
  public init(_ graph: ClearanceGraph, margin: Float? = nil) {
    self.margin = margin
    var build = CorridorBuild(graph)
    build.run()
    locator = ClearanceLocator(graph)
    gates = build.gates
    gateStart = build.gateStart
    ends = build.ends
    let gates = build.gates
    least = build.ends.indices.map { stretch in
      (Int(build.gateStart[stretch])..<Int(build.gateStart[stretch + 1])).reduce(Float.infinity) {
        min($0, gates[$1].room)
      }
    }
    junctions = build.junctions
    var counts = [Int32](repeating: 0, count: build.junctions.count + 1)
    for pair in build.ends {
      counts[Int(pair.x) + 1] += 1
      counts[Int(pair.y) + 1] += 1
    }
    for k in 1..<max(1, counts.count) { counts[k] += counts[k - 1] }
    armStart = counts
    var arms = [Int32](repeating: 0, count: 2 * build.ends.count)
    for (stretch, pair) in build.ends.enumerated() {
      for (arm, junction) in [(2 * stretch, pair.x), (2 * stretch + 1, pair.y)] {
        arms[Int(counts[Int(junction)])] = Int32(arm)
        counts[Int(junction)] += 1
      }
    }
    self.arms = arms
    edgeStretch = build.edgeStretch
    edgeGates = build.edgeGates
  }

  /// Room to either side that bodies of a radius keep on their way, metres.
  @inline(__always)
  public func room(radius: Float) -> Float { radius + (margin ?? min(0.05, 0.1 * radius)) }

  /// Number of stretches.
  public var stretchCount: Int { ends.count }
  /// Number of junctions.
  public var junctionCount: Int { junctions.count }
  /// Number of gates.
  public var gateCount: Int { gates.count }

  /// Length of a stretch along the axis, metres.
  func length(_ stretch: Int) -> Float { gates[Int(gateStart[stretch + 1]) - 1].along }

  /// The junction that an arm leads to.
  @inline(__always)
  func head(_ arm: Int32) -> Int32 {
    let pair = ends[Int(arm >> 1)]
    return arm & 1 == 0 ? pair.y : pair.x
  }

  /// The junction that an arm leaves.
  @inline(__always)
  func tail(_ arm: Int32) -> Int32 { head(arm ^ 1) }
}
