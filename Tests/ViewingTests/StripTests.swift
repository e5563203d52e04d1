import SimCore
import Simulation
import Testing

@testable import Viewing

@Suite("A strip of pictures")
struct StripTests {
  private func cells(_ count: Int, _ layout: ViewerStrip.Layout) -> [ViewerStrip.Cell] {
    (0..<count).map { index in
      var viewer = sampleViewer(size: layout.cell)
      viewer.options.hasFurniture = false
      viewer.frame.figures = [
        RunFigure(
          key: "deliveries", title: "deliveries", value: Double(10 * index), unit: "", group: "work"
        )
      ]
      viewer.fitAll()
      return ViewerStrip.Cell(viewer: viewer, name: "moment \(index)", run: 0)
    }
  }

  @Test("cells lie beside each other within the picture, none over another or over the legend")
  func cellsApart() {
    for (count, size, scale) in [
      (2, Vec2(900, 300), 1), (5, Vec2(1601, 899), 1), (7, Vec2(400, 900), 1),
      (24, Vec2(800, 600), 2),
    ] as [(Int, Vec2, Float)] {
      let layout = ViewerStrip.Layout(
        count: count, columns: nil, aspect: 1.4, size: size, scale: scale)
      #expect(layout.columns * layout.rows >= count)
      #expect((layout.columns - 1) * layout.rows < count || layout.rows == 1)
      let boxes = (0..<count).map {
        ClipBox(
          origin: layout.origin(of: $0),
          size: layout.cell + Vec2(0, ViewerStrip.nameHeight * scale))
      }
      for (index, box) in boxes.enumerated() {
        let end = box.origin + box.size
        #expect(end.x <= size.x && end.y <= size.y - ViewerPair.legendHeight * scale)
        for other in boxes[..<index] {
          let common = box.intersection(other)
          #expect(common.size.x <= 0 || common.size.y <= 0)
        }
      }
    }
  }

  @Test("floors are seen as large as any number of columns lets them be")
  func largest() {
    for (aspect, size) in [
      (0.5, Vec2(1600, 900)), (1.4, Vec2(1600, 900)), (4, Vec2(1600, 900)), (1, Vec2(600, 1200)),
    ] as [(Float, Vec2)] {
      func height(_ columns: Int?) -> Float {
        ViewerStrip.Layout.height(
          in: ViewerStrip.Layout(count: 6, columns: columns, aspect: aspect, size: size, scale: 1)
            .cell, aspect: aspect)
      }
      for columns in 1...6 { #expect(height(nil) >= height(columns), "\(aspect), \(columns)") }
    }
    // Three runs at two moments each: beside each other in a wide picture, below each other in a high one.
    for (size, isTurned) in [(Vec2(1600, 600), true), (Vec2(600, 1400), false)] {
      let table = ViewerStrip.Layout.table(runs: 3, moments: 2, aspect: 1.2, size: size, scale: 1)
      #expect(table.isTurned == isTurned && table.layout.columns == (isTurned ? 3 : 2))
    }
  }

  @Test("each cell has its picture, its name and its figure, and the legend is one")
  func pictures() {
    let layout = ViewerStrip.Layout(
      count: 3, columns: nil, aspect: 1.5, size: Vec2(1500, 420), scale: 1)
    let strip = ViewerStrip(cells: cells(3, layout), figureKey: "deliveries", layout: layout)
    let list = strip.picture()
    let own = strip.cells[0].viewer.picture().robots.count
    #expect(own > 0 && list.robots.count >= 3 * own)
    let texts = list.texts.map(\.text)
    for index in 0..<3 {
      #expect(texts.filter { $0 == "moment \(index)" }.count == 1)
      #expect(texts.contains("deliveries  \(Format.compact(Double(10 * index)))"))
    }
    let name = strip.cells[0].viewer.scenery.classes[0].name
    #expect(texts.filter { $0 == name }.count == 1)
    for command in list.commands {
      guard let clip = command.clip else { continue }
      let isInCell = (0..<3).contains {
        let cell = ClipBox(
          origin: layout.origin(of: $0) + Vec2(0, ViewerStrip.nameHeight), size: layout.cell)
        return cell.intersection(clip).size == clip.size
      }
      #expect(isInCell)
    }
  }
}
