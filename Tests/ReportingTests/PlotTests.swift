import Foundation
import SimCore
import Testing

@testable import Reporting

@Suite("Plot")
struct PlotTests {
  @Test(
    "ticks are round numbers within the ends, few and rising",
    arguments: [
      [0, 1], [0.0001, 0.00013], [-5, 5], [1e9, 1.2e9], [0, 0], [7, 7], [-3, -3],
      [0.1, 0.30000000000000004],
      [.nan, 3], [], [1e-12, 1e12],
    ], [false, true])
  func ticks(_ values: [Double], _ isLogarithmic: Bool) {
    let scale = AxisScale(values, isLogarithmic: isLogarithmic)
    #expect((2...9).contains(scale.ticks.count), "\(scale.ticks)")
    #expect(zip(scale.ticks, scale.ticks.dropFirst()).allSatisfy { $0 < $1 })
    #expect(scale.ticks.allSatisfy { scale.holds($0) && (0...1).contains(scale.place(of: $0)) })
    for value in values where value.isFinite && (!isLogarithmic || value > 0) {
      #expect(scale.holds(value))
    }
    #expect(
      scale.ticks.allSatisfy { AxisScale.text($0).count <= 9 }, "\(scale.ticks.map(AxisScale.text))"
    )
  }

  @Test("known ends are kept, and equal ratios are equally far apart in logarithms")
  func places() {
    let share = AxisScale([0.2, 0.9], fixed: 0...1)
    #expect(share.ticks == [0, 0.2, 0.4, 0.6, 0.8, 1] && share.place(of: 0.25) == 0.25)
    let ratio = AxisScale([1, 100], isLogarithmic: true)
    let steps = [1.0, 10, 100].map(ratio.place)
    #expect(abs((steps[1] - steps[0]) - (steps[2] - steps[1])) < 1e-12)
    #expect(AxisScale([3, 8], includesZero: true).range.lowerBound == 0)
  }

  private func plot(_ points: [Plot.Point], isLogarithmic: Bool = false) -> Plot {
    Plot(
      name: "p", title: "t", caption: "c.",
      x: Plot.Axis("x", key: "n", isLogarithmic: isLogarithmic),
      y: Plot.Axis("y", key: "y_s"),
      series: [Plot.Series("one", points, tone: 0), Plot.Series("none", [], tone: 1)])
  }

  @Test("what is no number is left out, and the caption says so")
  func missing() {
    let made = plot([
      Plot.Point(x: 1, y: 2, lower: 1, upper: 3), Plot.Point(x: 2, y: .nan),
      Plot.Point(x: .infinity, y: 1),
    ])
    #expect(made.caption == "c. 2 points are left out: no number.")
    #expect(made.csv == "series,n,y_s,lower,upper,mark\none,1,2,1,3,\n")
    #expect(
      PageParser(made.drawing().rendered).mistake == nil && !made.drawing().rendered.contains("nan")
    )
    #expect(plot([Plot.Point(x: 0, y: 1)], isLogarithmic: true).isEmpty)
    #expect(plot([]).isEmpty)
  }

  @Test("drawing, CSV and specification tell the same numbers")
  func agree() throws {
    let points = (1...5).map {
      Plot.Point(x: Double($0), y: Double($0 * $0), lower: Double($0), upper: 30, mark: .certified)
    }
    let made = plot(points)
    let data = try #require(
      try JSONSerialization.jsonObject(with: Data(made.vegaLite.dense.utf8)) as? [String: Any])
    let values = try #require((data["data"] as? [String: Any])?["values"] as? [[String: Any]])
    #expect(values.map { $0["y"] as? Double } == points.map(\.y))
    #expect(values.map { $0["lower"] as? Double } == points.map(\.lower))
    let rows = made.csv.split(separator: "\n").dropFirst().map { $0.split(separator: ",") }
    #expect(
      rows.map { Double($0[2]) } == points.map(\.y) && rows.allSatisfy { $0[5] == "certified" })
    let drawn = PageParser(made.drawing().rendered)
    #expect(
      drawn.texts["title"]?.count == 5 && drawn.texts["title"]?[4] == "one: 25 at x 5, 5 to 30")
    // A higher value lies further up.
    let heights = (drawn.attributes["circle cy"] ?? []).compactMap(Double.init)
    #expect(heights.first! > heights.last!)
  }

  @Test("a million points are drawn as their outline")
  func many() {
    let points = (0..<100_000).map {
      Plot.Point(x: Double($0), y: $0 == 54_321 ? 9 : sin(Double($0)))
    }
    let drawing = plot(points).drawing().rendered
    #expect(drawing.utf8.count < 40_000)
    // The one great value is not lost: the curve touches the height of 9.
    let scale = AxisScale(points.map(\.y), count: 5)
    let top = 30 + (1 - scale.place(of: 9)) * (PlotFrame.height - 48 - 30)
    #expect(drawing.contains(" \(PlotFrame.number(top)) L"))
  }

  @Test("one point, and equal values, make a picture")
  func few() {
    for points in [[Plot.Point(x: 3, y: 0)], [Plot.Point(x: 1, y: 5), Plot.Point(x: 2, y: 5)]] {
      let text = plot(points).drawing().rendered
      #expect(PageParser(text).mistake == nil && !text.contains("nan") && !text.contains("inf"))
    }
  }

  @Test(
    "fields of a table of colours are where their columns and rows are, dark for little and light for much"
  )
  func heat() {
    let map = HeatMap(
      name: "h", title: "t", caption: "", x: ("n", ["1", "2"]), y: ("v", ["a", "b"]),
      value: ("z", "z_s"),
      cells: [[(1, "low"), (2, "mid")], [nil, (.nan, "none")]])
    #expect(map.csv == "n,v,z_s\n1,a,1\n2,a,2\n1,b,\n2,b,\n")
    let drawn = PageParser(map.drawing().rendered)
    #expect(drawn.mistake == nil && drawn.texts["title"] == ["low", "mid"])
    #expect(drawn.attributes["rect fill"] == ["#00224e", "#fee838"])
    let columns = (drawn.attributes["rect x"] ?? []).compactMap(Double.init)
    #expect(columns[0] < columns[1])
    // The first row lies below the second.
    let rows = HeatMap(
      name: "h", title: "t", caption: "", x: ("n", ["1"]), y: ("v", ["a", "b"]),
      value: ("z", "z_s"),
      cells: [[(1, "low")], [(2, "high")]])
    let heights = (PageParser(rows.drawing().rendered).attributes["rect y"] ?? []).compactMap(
      Double.init)
    #expect(heights.count == 2 && heights[0] > heights[1])
  }

  @Test("bars begin at 0 and are as long as their values")
  func bars() {
    let bars = BarPlot(
      name: "b", title: "t", caption: "", label: "events", key: "count", isCount: true,
      rows: [
        BarPlot.Row("a", 10, note: "ten"), BarPlot.Row("b", 5, note: "five"),
        BarPlot.Row("c", .nan, note: "none"),
      ])
    let widths = (PageParser(bars.drawing.rendered).attributes["rect width"] ?? []).compactMap(
      Double.init)
    #expect(widths.count == 2 && abs(widths[0] / widths[1] - 2) < 0.01)
    #expect(bars.csv == "name,count,lower,upper\na,10,,\nb,5,,\n")
  }
}
