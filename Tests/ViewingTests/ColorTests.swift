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
