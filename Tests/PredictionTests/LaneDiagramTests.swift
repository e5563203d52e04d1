import Foundation
import Testing

@testable import Prediction

@Suite("LaneDiagram")
struct LaneDiagramTests {
  private let small = """
    shape,width_radii,directions,radius_m,seed,presence,flow
    ring,6,2,0.3,1,0.5,0.2
    ring,6,2,0.3,1,0.25,0.25
    ring,12,2,0.3,1,0.5,0.4
    ring,12,2,0.3,2,0.5,0.3
    door,3,2,0.3,1,4,0.2
    door,3,2,0.3,1,10,0.1
    """

  private func diagram(_ text: String) throws -> LaneDiagram { try LaneDiagram.read(text).get() }

  @Test("flow goes straight from nothing through the points and stays as at the last")
  func interpolates() throws {
    let curve = try #require(try diagram(small).section(.ring, width: 6, isTwoWay: true)).curves[0]
    #expect(curve.flow(at: 0) == 0)
    #expect(abs(curve.flow(at: 0.125) - 0.125) < 1e-12)
    #expect(abs(curve.flow(at: 0.375) - 0.225) < 1e-12)
    #expect(curve.flow(at: 9) == 0.2)
    #expect(curve.capacity == 0.25 && curve.critical == 0.25 && curve.freeSpeed == 1)
  }

  @Test("a door passes what it can until too many stand before it")
  func door() throws {
    let curve = try #require(try diagram(small).section(.door, width: 3, isTwoWay: true)).curves[0]
    #expect(curve.flow(queued: 1) == 0.2)
    #expect(abs(curve.flow(queued: 7) - 0.15) < 1e-12)
  }

  @Test("a passage is at least as wide as the one that was measured, or the narrowest")
  func widths() throws {
    let lanes = try diagram(small)
    #expect(lanes.section(.ring, width: 11, isTwoWay: true)?.width == 6)
    #expect(lanes.section(.ring, width: 11.9, isTwoWay: true)?.width == 12)
    #expect(lanes.section(.ring, width: 2, isTwoWay: true)?.width == 6)
    #expect(lanes.section(.ring, width: 9, isTwoWay: false) == nil)
    let wide = try #require(lanes.section(.ring, width: 40, isTwoWay: true))
    #expect(wide.capacity.least == 0.3 && wide.capacity.greatest == 0.4)
    #expect(abs(wide.capacity.mean - 0.35) < 1e-12)
  }

  @Test("every mistake of a file is told with its line")
  func mistakes() {
    let text = """
      shape,width_radii,directions,radius_m,seed,presence,flow
      lane,6,3,0.3,1,-1,x
      """
    guard case .failure(let found) = LaneDiagram.read(text) else {
      Issue.record("it was read")
      return
    }
    #expect(
      found.all.map(\.message) == [
        "expected ring or door for 'shape', found 'lane'",
        "expected 1 or 2 for 'directions', found '3'",
        "expected a number of at least 0 for 'presence', found '-1'",
        "expected a number of at least 0 for 'flow', found 'x'",
      ])
    #expect(found.all.allSatisfy { $0.line == 2 })
    guard case .failure(let other) = LaneDiagram.read("shape,flow\n") else {
      Issue.record("it was read")
      return
    }
    #expect(other.all.count == 5)
  }

  @Test("the rows that programs carry are those that were measured")
  func isMeasured() throws {
    let path = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Scenes/Benchmarks/lanes.csv").path
    let file = try String(contentsOfFile: path, encoding: .utf8)
    #expect(try diagram(file) == LaneDiagram.measured)
  }

  @Test("bodies of both sizes pass alike in their own lengths and times, before they jam")
  func scales() {
    for section in LaneDiagram.measured.sections {
      for density in [0.03, 0.12] where section.shape == .ring {
        let flows = section.curves.map { $0.flow(at: density) }
        let (least, most) = (flows.min() ?? 0, flows.max() ?? 0)
        #expect(most < 1.1 * least)
      }
    }
  }

  @Test("a street in which two directions meet closely passes a fraction of a wide one")
  func narrow() throws {
    let lanes = LaneDiagram.measured
    let close = try #require(lanes.section(.ring, width: 6.25, isTwoWay: true))
    let wide = try #require(lanes.section(.ring, width: 9.4, isTwoWay: true))
    #expect(close.capacity.greatest < 0.6 * wide.capacity.least)
    #expect(close.capacity.least > 0.3 * wide.capacity.greatest)
  }
}
