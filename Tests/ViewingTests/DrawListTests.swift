import SimCore
import Testing

@testable import Viewing

@Suite("DrawList")
struct DrawListTests {
  private func empty() -> DrawList { DrawList(size: Vec2(200, 100), background: Color(0x000000)) }

  @Test("neighbours of one kind share a command, and order is kept across kinds")
  func merging() {
    var list = empty()
    list.box(.zero, Vec2(5, 5), fill: Color(0xFF0000))
    list.line(.zero, Vec2(9, 9), color: Color(0x00FF00))
    list.text("a", at: .zero, size: 10, color: Color(0xFFFFFF))
    list.box(.zero, Vec2(5, 5), fill: Color(0x0000FF))
    #expect(list.commands.map(\.content) == [.primitives, .texts, .primitives])
    #expect(list.commands.map(\.range) == [0..<2, 0..<1, 2..<3])
  }

  @Test("ranges of one array never overlap and cover all of it")
  func coverage() {
    var list = empty()
    let shape = BodyShape(corners: [.zero], radius: 0.3)
    let mark = RobotMark(position: .zero, heading: .identity, color: .clear, flags: [])
    list.bodies(shape, pixelsPerMetre: 10) { $0 += [mark, mark] }
    list.dots(radius: 2) { $0 += [mark] }
    list.bodies(shape, pixelsPerMetre: 10) { $0 += [mark] }
    list.dots(radius: 2) { _ in }
    #expect(list.commands.map(\.range) == [0..<2, 2..<3, 3..<4])
    #expect(list.robots.count == 4)
  }

  @Test("a clip holds for what is drawn in it and is cut by the outer one")
  func clipping() {
    var list = empty()
    list.pushClip(ClipBox(origin: Vec2(10, 10), size: Vec2(50, 50)))
    list.pushClip(ClipBox(origin: Vec2(40, 0), size: Vec2(100, 30)))
    list.box(.zero, Vec2(1, 1), fill: .clear)
    list.popClip()
    list.popClip()
    list.box(.zero, Vec2(1, 1), fill: .clear)
    #expect(list.commands[0].clip == ClipBox(origin: Vec2(40, 10), size: Vec2(20, 20)))
    #expect(list.commands[1].clip == nil)
  }

  @Test("a trailing text ends at its place")
  func alignment() {
    var list = empty()
    list.text("12.5 m", at: Vec2(100, 50), size: 12, color: .clear, alignment: .trailing)
    let width = FontMetrics.width(of: "12.5 m", size: 12, weight: .regular)
    #expect((list.texts[0].origin.x - (100 - width)).magnitude < 1e-3)
  }

  @Test("a convex polygon of n corners becomes n − 2 triangles of its whole area")
  func polygon() {
    var list = empty()
    list.polygon(
      [Vec2(0, 0), Vec2(4, 0), Vec2(5, 2), Vec2(4, 4), Vec2(0, 4)], fill: Color(0xFFFFFF))
    #expect(list.corners.count == 9)
    var area: Float = 0
    for index in stride(from: 0, to: 9, by: 3) {
      let a = list.corners[index].position
      area +=
        0.5 * (list.corners[index + 1].position - a).cross(list.corners[index + 2].position - a)
    }
    #expect(area == 18)
  }
}

@Suite("FontMetrics")
struct FontMetricsTests {
  @Test("digits are equally wide, so that counting numbers do not tremble")
  func tabularDigits() {
    for weight in TextRun.Weight.allCases {
      let widths = "0123456789".unicodeScalars.map { FontMetrics.advance(of: $0, weight: weight) }
      #expect(Set(widths).count == 1)
    }
  }

  @Test("a cut text fits and ends with an ellipsis; one that fits is left alone")
  func truncation() {
    let text = "planning state of the whole fleet"
    let cut = FontMetrics.truncated(text, to: 80, size: 12, weight: .regular)
    #expect(cut.hasSuffix("…") && FontMetrics.width(of: cut, size: 12, weight: .regular) <= 80)
    #expect(FontMetrics.truncated(text, to: 800, size: 12, weight: .bold) == text)
  }

  @Test("every character of the help and the stage names has a known width")
  func knownCharacters() {
    for line in HelpLine.all {
      let text =
        switch line {
        case .heading(let title): title
        case .key(let label, let summary): label + summary
        case .space: ""
        }
      for scalar in text.unicodeScalars { #expect(FontMetrics.isKnown(scalar), "\(scalar)") }
    }
  }
}
