import Scenes
import SimCore
import Testing

/// PNG pictures of ROS maps, read as map_server reads them.
@Suite("PNG maps")
struct PNGMapTests {
  /// 3 × 2 cells: free, occupied, free; occupied, free, unknown (top row first).
  private static let shades: [[UInt8]] = [[254, 0, 254], [0, 254, 205]]
  private static let occupied = [true, false, true, false, true, false]

  private static func load(_ png: TestPNG, mode: String = "trinary") -> (ImportedMap?, String) {
    load(png.bytes, mode: mode)
  }

  private static func load(_ bytes: [UInt8], mode: String = "trinary") -> (ImportedMap?, String) {
    let result = ROSMapTests.load(
      ROSMapTests.usual.replacing("a.pgm", with: "a.png") + "mode: \(mode)\n", bytes,
      name: "a.png")
    return (result.map, result.text)
  }

  /// The shades as rows of pixels of some other form.
  private static func rows(_ pixel: (UInt8) -> [UInt8]) -> [[UInt8]] {
    shades.map { $0.flatMap(pixel) }
  }

  private static func repeated(_ count: Int) -> [[UInt8]] {
    rows { [UInt8](repeating: $0, count: count) }
  }

  /// A third brighter red and a third darker blue have the same mean.
  private static func coloured(_ shade: UInt8) -> [UInt8] {
    shade == 205 ? [235, 205, 175] : [shade, shade, shade]
  }

  private static func paletteIndex(_ shade: UInt8) -> [UInt8] {
    switch shade {
    case 254: [0]
    case 0: [1]
    default: [2]
    }
  }

  private static let colours: [UInt8] = [254, 254, 254, 0, 0, 0, 205, 205, 205]

  static let pixelKinds: [TestPNG] = {
    var kinds = [TestPNG(kind: .grey, bits: 8, columns: 3, rows: shades)]
    kinds.append(TestPNG(kind: .grey, bits: 16, columns: 3, rows: repeated(2)))
    kinds.append(TestPNG(kind: .colour, bits: 8, columns: 3, rows: repeated(3)))
    kinds.append(TestPNG(kind: .colour, bits: 16, columns: 3, rows: repeated(6)))
    kinds.append(TestPNG(kind: .colour, bits: 8, columns: 3, rows: rows(coloured)))
    var indexed = TestPNG(kind: .palette, bits: 8, columns: 3, rows: rows(paletteIndex))
    indexed.chunks = [("PLTE", colours)]
    kinds.append(indexed)
    // Two bits a pixel: palette entries 0, 1, 0 and 1, 0, 2.
    indexed.bits = 2
    indexed.rows = [[0b00_01_00_00], [0b01_00_10_00]]
    kinds.append(indexed)
    var gamma = kinds[0]
    gamma.chunks = [("gAMA", [0, 0, 0x80, 0]), ("tEXt", Array("Title\0map".utf8))]
    kinds.append(gamma)
    return kinds
  }()

  @Test("every kind of pixel is the same map as a PGM", arguments: pixelKinds.indices)
  func kinds(index: Int) throws {
    let (map, text) = Self.load(Self.pixelKinds[index])
    #expect(try #require(map, "\(text)").grid.isOccupied == Self.occupied)
    #expect(text.contains("1 of the map's 6 cells (17 %) are unknown"))
  }

  @Test("one bit a pixel is black and white")
  func oneBit() throws {
    let (map, text) = Self.load(
      TestPNG(kind: .grey, bits: 1, columns: 3, rows: [[0b1010_0000], [0b0110_0000]]))
    #expect(
      try #require(map, "\(text)").grid.isOccupied == [true, false, false, false, true, false])
  }

  @Test("in mode trinary alpha is a fourth colour, as in map_server")
  func alphaInTrinary() throws {
    // Opaque 205 is (3·205 + 255)/4 = 217.5: p = 0.147, free. Transparent white is 191: unknown.
    let pictures: [TestPNG] = [
      TestPNG(kind: .greyAlpha, bits: 8, columns: 3, rows: [[205, 255, 255, 0, 0, 255]]),
      TestPNG(
        kind: .colourAlpha, bits: 8, columns: 3,
        rows: [[205, 205, 205, 255, 255, 255, 255, 0, 0, 0, 0, 255]]),
      TestPNG(
        kind: .palette, bits: 8, columns: 3, rows: [[0, 1, 2]],
        chunks: [("PLTE", [205, 205, 205, 255, 255, 255, 0, 0, 0]), ("tRNS", [255, 0, 255])]),
    ]
    for png in pictures {
      let (map, text) = Self.load(png)
      #expect(try #require(map, "\(text)").grid.isOccupied == [false, true, true])
      #expect(text.contains("1 of the map's 3 cells (33 %) are unknown"))
    }
  }

  @Test("in mode scale what is not opaque is unknown, and alpha changes no shade")
  func alphaInScale() throws {
    let (map, text) = Self.load(
      TestPNG(
        kind: .greyAlpha, bits: 8, columns: 4, rows: [[255, 255, 255, 254, 150, 255, 0, 255]]),
      mode: "scale")
    #expect(try #require(map, "\(text)").grid.isOccupied == [false, true, false, true])
    #expect(text.contains("1 of the map's 4 cells (25 %) are unknown"))
    #expect(text.contains("1 of the map's 4 cells (25 %) lie between free and occupied"))
  }

  @Test("a broken PNG is an error at the place that names it, and never a crash")
  func broken() {
    let sound = Self.pixelKinds[0].bytes
    for end in 8..<sound.count {
      let (map, text) = Self.load(Array(sound[..<end]))
      #expect(map == nil)
      #expect(text.contains("m.yaml:1:8: error: the picture 'a.png' is a broken PNG file: "))
    }
    for at in 8..<sound.count {
      var bytes = sound
      bytes[at] ^= 0x10
      let (map, text) = Self.load(bytes)
      #expect((map == nil) == text.contains("error: "))
    }
  }

  @Test("a PNG that states a huge size is refused before anything is taken for it")
  func huge() {
    for size in [(65_536, 65_536), (70_000, 1), (1 << 30, 1 << 30)] {
      var png = Self.pixelKinds[0]
      png.statedSize = size
      let (map, text) = Self.load(png)
      #expect(map == nil && text.contains("m.yaml:1:8: error: "), "\(text)")
    }
  }
}
