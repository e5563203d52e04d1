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

  @Test("class colours differ also for people who see no red or no green")
  func colourBlind() {
    // Projection after Viénot, Brettel and Mollon 1999, here only red-green mixing: what remains
    // for a deuteranope is about (R + G) / 2 and B.
    let seen = ColorMap.categories.map {
      SIMD2(
        0.4 * Float($0.red) + 0.6 * Float($0.green), Float($0.blue))
    }
    for a in 0..<seen.count {
      for b in 0..<a {
        let gap = seen[a] - seen[b]
        #expect((gap.x * gap.x + gap.y * gap.y).squareRoot() > 15, "\(a) and \(b)")
      }
    }
  }

  @Test("every stage has a colour of its own")
  func stages() {
    let colors = RobotStage.allCases.map { Theme.dark.color(of: $0) }
    #expect(Set(colors).count == colors.count)
  }
}
