/// Widths of text, known without a font file, so that panels are laid out and tested without GL.
///
/// The numbers are the advance widths of DejaVu Sans 2.37 and DejaVu Sans Bold 2.37 in 1/2048 of
/// the font size, read with FreeType; the renderer draws with the same unhinted advances, so what
/// is measured here is what appears.
public enum FontMetrics {
  /// Height of a capital letter as a share of the font size.
  public static let capHeight: Float = 1493.0 / 2048.0
  /// Height of a line that leaves readable space, as a share of the font size.
  public static let lineHeight: Float = 1.45

  /// The width of a text in pixels at a font size in pixels.
  ///
  /// - Complexity: O(length of the text).
  public static func width(of text: String, size: Float, weight: TextRun.Weight) -> Float {
    var units = 0
    for scalar in text.unicodeScalars { units += advance(of: scalar, weight: weight) }
    return Float(units) * size / 2048
  }

  /// The advance width of one character in 1/2048 of the font size.
  public static func advance(of scalar: Unicode.Scalar, weight: TextRun.Weight) -> Int {
    if weight == .monospaced { return 1233 }
    let value = Int(scalar.value)
    if value >= 32 && value < 127 {
      return Int(weight == .bold ? bold[value - 32] : regular[value - 32])
    }
    var lower = 0
    var upper = others.count
    while lower < upper {
      let middle = (lower + upper) / 2
      if others[middle].0 < value { lower = middle + 1 } else { upper = middle }
    }
    guard lower < others.count, others[lower].0 == value else { return 1229 }
    return weight == .bold ? others[lower].2 : others[lower].1
  }

  /// The text, cut and ended with an ellipsis where it is wider than `width` pixels.
  public static func truncated(
    _ text: String, to width: Float, size: Float, weight: TextRun.Weight
  ) -> String {
    if self.width(of: text, size: size, weight: weight) <= width { return text }
    var kept = text
    while !kept.isEmpty, self.width(of: kept + "…", size: size, weight: weight) > width {
      kept.removeLast()
    }
    return kept + "…"
  }

  /// True where the width of this character is known rather than guessed.
  public static func isKnown(_ scalar: Unicode.Scalar) -> Bool {
    let value = Int(scalar.value)
    return (value >= 32 && value < 127) || others.contains { $0.0 == value }
  }

  /// Regular, characters 32 to 126.
  private static let regular: [UInt16] = [
    651, 821, 942, 1716, 1303, 1946, 1597, 563, 799, 799, 1024, 1716, 651, 739, 651, 690,
    1303, 1303, 1303, 1303, 1303, 1303, 1303, 1303, 1303, 1303, 690, 690, 1716, 1716, 1716,
    1087, 2048, 1401, 1405, 1430, 1577, 1294, 1178, 1587, 1540, 604, 604, 1343, 1141, 1767,
    1532, 1612, 1235, 1612, 1423, 1300, 1251, 1499, 1401, 2025, 1403, 1251, 1403, 799, 690,
    799, 1716, 1024, 1024, 1255, 1300, 1126, 1300, 1260, 721, 1300, 1298, 569, 569, 1186,
    569, 1995, 1298, 1253, 1300, 1300, 842, 1067, 803, 1298, 1212, 1675, 1212, 1212, 1075,
    1303, 690, 1303, 1716,
  ]
  /// Bold, characters 32 to 126.
  private static let bold: [UInt16] = [
    713, 934, 1067, 1716, 1425, 2052, 1786, 627, 936, 936, 1071, 1716, 778, 850, 778, 748,
    1425, 1425, 1425, 1425, 1425, 1425, 1425, 1425, 1425, 1425, 819, 819, 1716, 1716, 1716,
    1188, 2048, 1585, 1561, 1503, 1700, 1399, 1399, 1681, 1714, 762, 762, 1587, 1305, 2038,
    1714, 1741, 1501, 1741, 1577, 1475, 1397, 1663, 1585, 2259, 1579, 1483, 1485, 936, 748,
    936, 1716, 1024, 1024, 1382, 1466, 1214, 1466, 1389, 891, 1466, 1458, 702, 702, 1362,
    702, 2134, 1458, 1407, 1466, 1466, 1010, 1219, 979, 1458, 1335, 1892, 1321, 1335, 1192,
    1458, 748, 1458, 1716,
  ]
  /// (character, regular, bold), ascending.
  private static let others: [(Int, Int, Int)] = [
    (0xB0, 1024, 1024), (0xB1, 1716, 1716), (0xB2, 821, 897), (0xB3, 821, 897),
    (0xB5, 1303, 1507), (0xB7, 651, 778), (0xB9, 821, 897), (0xBD, 1985, 2120),
    (0xD7, 1716, 1716), (0xDF, 1290, 1473), (0xE4, 1255, 1382), (0xE9, 1260, 1389),
    (0xF6, 1253, 1407), (0xFC, 1298, 1458), (0x394, 1401, 1585), (0x3A9, 1565, 1741),
    (0x3B1, 1350, 1407), (0x3B2, 1307, 1466), (0x3B3, 1212, 1395), (0x3B4, 1253, 1407),
    (0x3BA, 1207, 1455), (0x3BB, 1212, 1296), (0x3BC, 1303, 1507), (0x3C0, 1233, 1620),
    (0x3C1, 1300, 1466), (0x3C3, 1298, 1595), (0x3C4, 1233, 1307), (0x3C6, 1351, 1602),
    (0x3C8, 1351, 1626), (0x3C9, 1715, 1780), (0x2009, 409, 409), (0x2013, 1024, 1024),
    (0x2014, 2048, 2048), (0x2016, 1024, 1024), (0x2018, 651, 778), (0x2019, 651, 778),
    (0x201C, 1061, 1346), (0x201D, 1061, 1346), (0x2022, 1208, 1309), (0x2026, 2048, 2048),
    (0x2070, 821, 897), (0x2074, 821, 897), (0x207B, 1081, 1081), (0x2081, 821, 897),
    (0x2082, 821, 897), (0x2190, 1716, 1716), (0x2191, 1716, 1716), (0x2192, 1716, 1716),
    (0x2193, 1716, 1716), (0x2206, 1370, 1427), (0x2211, 1380, 1470), (0x2212, 1716, 1716),
    (0x221A, 1305, 1366), (0x221E, 1706, 1706), (0x2248, 1716, 1716), (0x2260, 1716, 1716),
    (0x2264, 1716, 1716), (0x2265, 1716, 1716), (0x25A0, 1935, 1935), (0x25B6, 1575, 1575),
    (0x25C0, 1575, 1575), (0x25CB, 1787, 1787), (0x25CF, 1787, 1787), (0x2713, 1716, 1716),
    (0x2717, 1716, 1716),
  ]
}
