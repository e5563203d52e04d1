import Experiments
import Foundation
import SimCore
import Testing

@testable import Reporting

@Suite("SweepPage")
struct SweepPageTests {
  private func page(_ file: borrowing StoreFile, figures: [String] = []) throws -> Page {
    let page = SweepPage(try StoredResults(path: file.path), figures: figures).page
    #expect(PageParser(page.html()).mistake == nil)
    #expect(!page.isCertified)
    return page
  }

  private func figures(_ page: Page) -> [PageFigure] {
    page.sections.flatMap(\.blocks).flatMap { block -> [PageFigure] in
      if case .figures(let figures) = block { figures } else { [] }
    }
  }

  private func number(_ point: SweepPoint, _ axis: String) -> Double {
    Double(point.value(of: axis)?.split(separator: " ").first ?? "") ?? 0
  }

  @Test("over one numeric axis other axes are series, and numbers are means of the store")
  func lines() throws {
    let file = StoreFile()
    try file.add(StoreFile.plan(["n=2,10,40", "mode=none,both"], seeds: 3)) { point, seed in
      .done([
        (
          "deliveries",
          number(point, "n") * (point.value(of: "mode") == "both" ? 2 : 1) + Double(seed)
        )
      ])
    }
    let page = try page(file)
    #expect(page.answer.hasPrefix("Exploratory: 18 runs of 6 points over "))
    #expect(
      page.answer.contains(
        "The most deliveries, 82 ± 2.484, 3 runs, came with mode = both, n = 40."))
    guard case .plot(let plot) = try #require(figures(page).first) else {
      Issue.record("no curves")
      return
    }
    #expect(plot.series.map(\.name) == ["mode = none", "mode = both"])
    #expect(plot.series.map { $0.points.map(\.x) } == [[2, 10, 40], [2, 10, 40]])
    #expect(plot.series.map { $0.points.map(\.y) } == [[4, 12, 42], [6, 22, 82]])
    #expect(plot.x.isLogarithmic)
    // Student's interval of three values that are 1 apart.
    #expect(abs((plot.series[0].points[0].upper ?? 0) - 4 - 2.484_138) < 1e-6)
  }

  @Test("more series than can be told apart go into several pictures")
  func many() throws {
    let file = StoreFile()
    try file.add(StoreFile.plan(["n=1,2", "mode=a,b,c,d,e,f,g,h"], seeds: 1)) { point, _ in
      .done([("deliveries", number(point, "n"))])
    }
    let plots = figures(try page(file))
    #expect(plots.map(\.name) == ["deliveries-1", "deliveries-2"])
  }

  @Test("two numeric axes are a table of colours, one for each value of the others; units are told")
  func maps() throws {
    let file = StoreFile()
    try file.add(StoreFile.plan(["n=1,2,3", "speed=1 m/s,2 m/s", "mode=a,b"], seeds: 2)) {
      point, _ in
      if number(point, "n") == 3 && number(point, "speed") == 2 { return .planned }
      return .done([("deliveries", number(point, "n") * 10 + number(point, "speed"))])
    }
    let page = try page(file)
    let maps = figures(page).compactMap { figure -> HeatMap? in
      if case .heat(let map) = figure { map } else { nil }
    }
    #expect(maps.map(\.title) == ["Deliveries: mode = a", "Deliveries: mode = b"])
    let map = try #require(maps.first)
    #expect(map.x.texts == ["1", "2", "3"] && map.y.texts == ["1 m/s", "2 m/s"])
    #expect(map.cells.map { $0.map { $0?.value } } == [[11, 21, 31], [12, 22, nil]])
    #expect(page.answer.contains("4 runs of the sweep failed or are not over"))
  }

  @Test("without a numeric axis points are rows; without any axis there is one")
  func rows() throws {
    let words = StoreFile()
    try words.add(StoreFile.plan(["mode=a,b"], seeds: 2)) { point, seed in
      .done([
        ("deliveries", point.value(of: "mode") == "a" ? 1 : 3), ("success", seed == 1 ? 1 : 0),
      ])
    }
    guard case .bars(let bars) = try #require(figures(try page(words)).last) else {
      Issue.record("no rows")
      return
    }
    #expect(bars.rows.map(\.name) == ["a", "b"] && bars.rows.map(\.value) == [1, 3])
    let one = StoreFile()
    try one.add(StoreFile.plan([], seeds: 1)) { _, _ in .done([("deliveries", 7)]) }
    let page = try page(one)
    #expect(page.answer.hasPrefix("Exploratory: 1 run of 1 point. "))
    guard case .bars(let single) = try #require(figures(page).first) else { return }
    #expect(single.rows.map(\.name) == ["all runs"] && single.rows[0].lower == nil)
  }

  @Test("a success is a share with Wilson's interval")
  func success() throws {
    let file = StoreFile()
    try file.add(StoreFile.plan(["n=1,2"], seeds: 10)) { point, seed in
      .done([("success", number(point, "n") == 2 || seed == 1 ? 1 : 0)])
    }
    guard case .plot(let plot) = try #require(figures(try page(file)).first) else { return }
    #expect(plot.series[0].points.map(\.y) == [0.1, 1])
    // Wilson's interval of 1 in 10, by R's binom package.
    #expect(abs((plot.series[0].points[0].lower ?? 0) - 0.017_876) < 1e-5)
    #expect(abs((plot.series[0].points[0].upper ?? 0) - 0.404_150) < 1e-5)
    #expect(plot.y.fixed == 0...1)
  }

  @Test("runs of an earlier build, and of what the scene was, are left out, and that is said")
  func others() throws {
    let file = StoreFile()
    var old = try StoreFile.plan(["n=1,2"], seeds: 2)
    try file.add(old, build: "0.9 old") { _, _ in .done([("deliveries", 100)]) }
    old.digests = ["before 1", "before 2"]
    try file.add(old) { _, _ in .done([("deliveries", 50)]) }
    try file.add(StoreFile.plan(["n=1,2"], seeds: 2)) { point, _ in
      .done([("deliveries", number(point, "n"))])
    }
    let page = try page(file)
    guard case .plot(let plot) = try #require(figures(page).first) else { return }
    #expect(plot.series[0].points.map(\.y) == [1, 2])
    #expect(page.html().contains("8 runs of other builds, or of what the scene was"))
  }

  @Test("stores with nothing done, with failures, and with figures of zeros have pages, too")
  func nothing() throws {
    let planned = StoreFile()
    try planned.add(StoreFile.plan(["n=1,2"], seeds: 2)) { _, _ in .planned }
    #expect(try page(planned).html().contains("Nothing to show: no run is done."))
    let failed = StoreFile()
    try failed.add(StoreFile.plan(["n=1,2"], seeds: 2)) { _, seed in
      seed == 1
        ? .failed("no <floor> & \"no\" way\nmore") : .done([("deliveries", 0), ("backlog", .nan)])
    }
    let html = try page(failed).html()
    #expect(html.contains("The runs tell no figure but zeros."))
    #expect(
      html.contains("no &lt;floor&gt; &amp; &quot;no&quot; way") && html.contains("2 runs failed"))
    #expect(try page(failed, figures: ["deliveries"]).html().contains("id=\"figure-deliveries\""))
  }

  @Test("a large sweep stays below 2 MB")
  func large() throws {
    let file = StoreFile()
    let columns = (1...40).map { "\($0)" }.joined(separator: ",")
    try file.add(StoreFile.plan(["n=\(columns)", "v=\(columns)"], seeds: 1)) { point, _ in
      .done(
        ["deliveries", "backlog", "blocked_share", "sojourn_p50_s", "bytes_per_robot_s"].map {
          ($0, number(point, "n") / (number(point, "v") + 0.123))
        })
    }
    let page = try page(file)
    #expect(page.html().utf8.count < Page.mostBytes)
    #expect(
      page.files.contains {
        $0.name == "points.csv" && $0.content.split(separator: "\n").count == 1601
      })
  }
}
