/// A map from numbers in [0, 1] to colours, as a table of 256 entries.
///
/// All maps here stay readable with red-green colour blindness; the sequential ones rise
/// monotonically in luminance, so they also survive a grey print.
public struct ColorMap: Equatable, Sendable {
  /// Name as shown in the legend's menu.
  public var name: String
  /// The colours from the smallest to the largest value. [256]
  public var table: [Color]

  /// A map through anchor colours at equal distances, mixed linearly in between.
  ///
  /// - Precondition: at least two anchors.
  public init(name: String, anchors: [UInt32]) {
    precondition(anchors.count >= 2, "a colour map needs two anchors at least")
    self.name = name
    table = (0..<256).map { entry in
      let place = Float(entry) / 255 * Float(anchors.count - 1)
      let lower = min(Int(place), anchors.count - 2)
      return Color(anchors[lower]).mixed(
        with: Color(anchors[lower + 1]), share: place - Float(lower))
    }
  }

  /// The colour of a value; outside [0, 1] the nearest end, not-a-number a middle grey.
  ///
  /// - Complexity: O(1), no allocation.
  public subscript(value: Float) -> Color {
    guard value == value else { return Color(0x808080) }
    return table[max(0, min(255, Int(max(-1, min(2, value)) * 255 + 0.5)))]
  }
}

extension ColorMap {
  /// The same colours without those ends that are lost in a ground: between them the map is stretched to its whole
  /// length.
  ///
  /// Where what is lost lies in the middle, as of a map from one colour over grey to another, those colours are mixed
  /// with the opposite of the ground until they are seen.
  func clear(of ground: Color, contrast least: Float = 1.6) -> ColorMap {
    let isSeen = table.map { $0.contrast(to: ground) >= least }
    let first = isSeen.firstIndex(of: true) ?? 0
    let last = isSeen.lastIndex(of: true) ?? table.count - 1
    var map = self
    if isSeen[first...last].allSatisfy({ $0 }) {
      let span = Float(last - first)
      map.table = table.indices.map {
        table[first + Int((span * Float($0) / Float(table.count - 1)).rounded())]
      }
    } else {
      let far = ground.luminance > 0.2 ? Color(0x000000) : Color(0xFFFFFF)
      map.table = table.map { color in
        let shares = (0...200).map { 0.005 * Float($0) }
        let share = shares.first { color.mixed(with: far, share: $0).contrast(to: ground) >= least }
        return color.mixed(with: far, share: share ?? 1)
      }
    }
    return map
  }

  /// The same colours the other way round.
  var reversed: ColorMap {
    var map = self
    map.table = table.reversed()
    return map
  }

  /// Dark blue over green to yellow.
  ///
  /// Source: matplotlib's viridis, sampled at nine places.
  public static let viridis = ColorMap(
    name: "viridis",
    anchors: [
      0x440154, 0x472D7B, 0x3B528B, 0x2C728E, 0x21918C, 0x28AE80, 0x5EC962, 0xADDC30, 0xFDE725,
    ])

  /// Blue to yellow, the same for the colour-blind.
  ///
  /// Source: matplotlib's cividis, nine places.
  public static let cividis = ColorMap(
    name: "cividis",
    anchors: [
      0x00224E, 0x123570, 0x3B496C, 0x575D6D, 0x707173, 0x8A8678, 0xA59C74, 0xC3B369, 0xFEE838,
    ])

  /// Black over violet and orange to pale yellow.
  ///
  /// Source: matplotlib's inferno, nine places.
  public static let inferno = ColorMap(
    name: "inferno",
    anchors: [
      0x000004, 0x210C4A, 0x57106E, 0x8A226A, 0xBC3754, 0xE45A31, 0xF98E09, 0xF9CB35, 0xFCFFA4,
    ])

  /// Orange over pale grey to blue, for shares that are good at one end and bad at the other.
  ///
  /// Source: ColorBrewer's PuOr idea with the Okabe–Ito vermilion and blue as ends.
  public static let vermilionToBlue = ColorMap(
    name: "vermilion–blue",
    anchors: [0xB34700, 0xE8894A, 0xF2C9A1, 0xDDE3E8, 0x9CC7E4, 0x4A9BD1, 0x0067A5])

  /// Eight colours for classes that people with any common colour blindness can tell apart.
  ///
  /// Source: M. Okabe, K. Ito, Color Universal Design, 2008; black is replaced by a grey, and each is moved by
  /// at most 14 of 255 in a channel so that the least difference of two, seen with any of the three kinds of
  /// dichromacy, is 19 instead of 13 (CIE 1976).
  public static let categories: [Color] = [
    Color(0x49B3EE), Color(0xF3930D), Color(0x059465), Color(0xC787B3), Color(0xFEE535),
    Color(0xC75A0B), Color(0x0E64C0), Color(0x5D6876),
  ]
}
