import Contracts
import MeanFields
import Testing

@testable import Viewing

@Suite("Color and ColorMap")
struct ColorTests {
  @Test("black on white has the greatest contrast, a colour on itself none")
  func contrast() {
    #expect((Color(0x000000).contrast(to: Color(0xFFFFFF)) - 21).magnitude < 0.01)
    #expect(Color(0x336699).contrast(to: Color(0x336699)) == 1)
  }

  @Test("packed bytes are red, green, blue, alpha from the lowest")
  func packed() {
    #expect(Color(0x112233).packed == 0xFF33_2211)
    #expect(Color(0x112233, opacity: 0).alpha == 0)
  }

  @Test(
    "sequential maps rise in luminance, so that they survive grey print",
    arguments: [ColorMap.viridis, .cividis, .inferno])
  func monotone(map: ColorMap) {
    for index in 1..<256 {
      #expect(map.table[index].luminance >= map.table[index - 1].luminance - 0.004)
    }
    #expect(map.table[255].luminance > map.table[0].luminance + 0.5)
  }

  @Test("values outside a map take its ends, and not-a-number is grey")
  func outside() {
    #expect(ColorMap.viridis[-3] == ColorMap.viridis.table[0])
    #expect(ColorMap.viridis[1e30] == ColorMap.viridis.table[255])
    #expect(ColorMap.viridis[.nan] == Color(0x808080))
  }

  @Test("texts reach the contrast that WCAG asks of normal text", arguments: [Theme.dark, .light])
  func readable(theme: Theme) {
    #expect(theme.text.contrast(to: theme.panel) > 7)
    for color in [theme.mutedText, theme.accent, theme.warning, theme.success, theme.text] {
      #expect(color.contrast(to: theme.panel) > 4.5, "\(color) on \(theme.panel)")
    }
  }

  @Test(
    "entries of one legend differ for everybody, whatever of red, green and blue they see",
    arguments: ColorVision.allCases)
  func legends(vision: ColorVision) {
    for theme in [Theme.dark, .light] {
      let stages = RobotStage.allCases.map { ("\($0)", theme.color(of: $0)) }
      let classes = ColorMap.categories.enumerated().map { ("class \($0.offset)", $0.element) }
      // One picture of each field lies on the floor at a time.
      let fields = FieldChannel.all(ofExecutors: true).flatMap { channel in
        FieldChannel.all(ofExecutors: false).map { plan in
          [channel, plan].map {
            ($0.rawValue, Carpet.map(of: $0, theme: theme).table[160].over(theme.floor))
          }
        }
      }
      for legend in [stages, classes] + fields {
        for (index, entry) in legend.enumerated() {
          for other in legend[..<index] {
            let gap = vision.difference(entry.1, other.1)
            #expect(gap > 18, "\(entry.0) and \(other.0) differ by \(gap) only")
          }
        }
      }
    }
  }

  @Test(
    "no map of numbers ends in the floor, in either theme, and it keeps its order for everybody",
    arguments: [Theme.dark, .light])
  func mapsAreSeen(theme: Theme) {
    for coloring in [Coloring.bySpeed, .byBattery, .byScalar(0)] {
      let map = RobotPainter.map(of: coloring, theme: theme)
      for (entry, color) in map.table.enumerated() {
        #expect(color.contrast(to: theme.floor) >= 1.6, "\(coloring) \(entry)")
      }
      for vision in ColorVision.allCases {
        // Both ends, the middle and what lies between them differ from each other.
        let stops = [0, 64, 128, 191, 255].map { map.table[$0] }
        for (index, stop) in stops.enumerated() {
          for other in stops[..<index] {
            #expect(vision.difference(stop, other) > 7, "\(coloring)")
          }
        }
        #expect(vision.difference(stops[0], stops[4]) > 40)
      }
    }
    for map in [ColorMap.viridis, .cividis] {
      let seen = map.clear(of: theme.floor)
      let light = seen.table.map(\.luminance)
      for (one, next) in zip(light, light.dropFirst()) { #expect(next >= one - 0.003) }
      // Away from the floor nothing has changed.
      let kept = theme.isDark ? (seen.table[255], map.table[255]) : (seen.table[0], map.table[0])
      #expect(kept.0 == kept.1)
    }
  }

  @Test("more robots in a density picture stand out more, and none leaves the floor as it is")
  func crowds() {
    for theme in [Theme.dark, .light] {
      let map = ColorMap.crowd(theme)
      #expect(map.table[0].alpha == 0)
      var last: Float = 1
      for color in map.table {
        let contrast = color.over(theme.floor).contrast(to: theme.floor)
        #expect(contrast >= last * 0.985)
        last = max(last, contrast)
      }
      #expect(last > 5)
    }
  }

  @Test("dichromats confuse what they are known to confuse, and see the rest as it is")
  func visions() {
    let (red, green, blue) = (Color(0xC03030), Color(0x6B6B1E), Color(0x3030C0))
    #expect(ColorVision.normal.difference(red, green) > 60)
    #expect(ColorVision.deuteranopia.difference(red, green) < 25)
    #expect(ColorVision.deuteranopia.difference(red, blue) > 60)
    #expect(ColorVision.tritanopia.difference(Color(0x2090A0), Color(0x2FA060)) < 22)
    for vision in ColorVision.allCases {
      #expect(vision.difference(Color(0x000000), Color(0xFFFFFF)) > 98)
      #expect(vision.difference(red, red) == 0)
    }
  }

  @Test("every stage has a colour of its own")
  func stages() {
    let colors = RobotStage.allCases.map { Theme.dark.color(of: $0) }
    #expect(Set(colors).count == colors.count)
  }
}
