import MeanFields

/// Valid files of every importer for a floor.
enum MapFiles {
  /// The formats, PNG and both kinds of PGM beside each other.
  static let formats = ["movingai", "lorr", "pogema", "ros pgm", "ros plain pgm", "ros png"]

  /// Starts and goals, as many as asked for or as there are free cells; no place is used twice.
  static func pairs(_ plan: FloorPlan, _ count: Int, _ draw: inout Draw) -> [(Int, Int)] {
    let free = plan.freeLocations.shuffled(using: &draw)
    let goals = plan.freeLocations.shuffled(using: &draw)
    return Array(zip(free, goals).prefix(count))
  }

  /// `floor.map`.
  static func grid(_ plan: FloorPlan) -> [UInt8] {
    var text = "type octile\nheight \(plan.rows)\nwidth \(plan.columns)\nmap\n"
    for row in 0..<plan.rows {
      for column in 0..<plan.columns {
        text += plan.isOccupied[row * plan.columns + column] ? "@" : "."
      }
      text += "\n"
    }
    return Array(text.utf8)
  }

  /// `floor.scen`.
  static func scenario(_ plan: FloorPlan, _ pairs: [(Int, Int)]) -> [UInt8] {
    var text = "version 1\n"
    for (start, goal) in pairs {
      let cells = [start, goal].map { "\($0 % plan.columns)\t\($0 / plan.columns)" }
      text +=
        "0\tfloor.map\t\(plan.columns)\t\(plan.rows)\t\(cells[0])\t\(cells[1])\t1.00000000\n"
    }
    return Array(text.utf8)
  }

  /// `floor.yaml`, a map of POGEMA by the name of `floor`.
  static func pogema(_ plan: FloorPlan, _ draw: inout Draw) -> [UInt8] {
    var text = "\"floor\": |-\n"
    for row in 0..<plan.rows {
      text += "  "
      for column in 0..<plan.columns {
        let isOccupied = plan.isOccupied[row * plan.columns + column]
        text += isOccupied ? "#" : draw.pick([".", ".", "@", "$", "!"])
      }
      text += "\n"
    }
    return Array(text.utf8)
  }

  /// `problem.json`, `floor.map`, `floor.agents` and `floor.tasks`.
  static func problem(
    _ plan: FloorPlan, _ pairs: [(Int, Int)], _ draw: inout Draw
  ) -> [(path: String, bytes: [UInt8])] {
    let free = plan.freeLocations
    let tasks = (0..<draw.integer(1...40)).map { _ in
      (0..<draw.integer(1...4)).map { _ in "\(draw.pick(free))" }.joined(separator: ",")
    }
    let reveal = draw.pick(["1", "1.5", "4"])
    let problem = """
      {
        "mapFile": "floor.map",
        "agentFile": "floor.agents",
        "teamSize": \(pairs.count),
        "taskFile": "floor.tasks",
        "numTasksReveal": \(reveal),
        "version": "2026 LoRR"
      }

      """
    let agents = "# version for LoRR 2026\n\(pairs.count)\n" + pairs.map { "\($0.0)\n" }.joined()
    let list = "# version for LoRR 2026\n\(tasks.count)\n" + tasks.map { $0 + "\n" }.joined()
    return [
      ("problem.json", Array(problem.utf8)), ("floor.map", grid(plan)),
      ("floor.agents", Array(agents.utf8)), ("floor.tasks", Array(list.utf8)),
    ]
  }

  /// `floor.yaml` with its picture.
  static func ros(
    _ plan: FloorPlan, format: String, _ draw: inout Draw
  ) -> [(path: String, bytes: [UInt8])] {
    let isNegated = draw.chance(0.2)
    let shades = plan.isOccupied.map { $0 == isNegated ? UInt8(254) : UInt8(0) }
    let name = format == "ros png" ? "floor.png" : "floor.pgm"
    let head = "\(plan.columns) \(plan.rows)\n255\n"
    let picture: [UInt8] =
      switch format {
      case "ros png": PNGFile.grey(shades, columns: plan.columns, rows: plan.rows)
      case "ros plain pgm":
        Array("P2\n# made by hand\n\(head)\(shades.map { "\($0)\n" }.joined())".utf8)
      default: Array("P5\n\(head)".utf8) + shades
      }
    let mode = draw.pick(["", "mode: trinary\n", "mode: scale\n"])
    let origin = draw.pick(["[0.0, 0.0, 0.0]", "[0, 0, 0]"])
    let settings =
      "image: \(name)\nresolution: \(plan.cell)\norigin: \(origin)\nnegate: \(isNegated ? 1 : 0)\n"
      + "occupied_thresh: 0.65\nfree_thresh: 0.25\n" + mode
    return [("floor.yaml", Array(settings.utf8)), (name, picture)]
  }

  /// Weights of a learned recursion, all small.
  static func weights(featureCount: Int, _ draw: inout Draw) -> [UInt8] {
    let hidden = draw.integer(1...6)
    let count = GRUWeights.parameterCount(features: featureCount, actions: 0, hidden: hidden)
    let scale = draw.pick([1, 1, 1, Float.leastNormalMagnitude, 1e20, 3e38])
    let parameters = (0..<count).map { _ in Float(draw.number(-1...1)) * scale }
    guard
      let weights = try? GRUWeights(
        featureCount: featureCount, actionCount: 0, hiddenCount: hidden, parameters: parameters)
    else { return [] }
    var bytes: [UInt8] = Array("FFGRU".utf8) + [0, 0, 1]
    for size in [featureCount, 0, hidden, 1] { bytes += littleEndian(UInt32(size)) }
    for value in parameters { bytes += littleEndian(value.bitPattern) }
    return bytes + littleEndian(weights.checksum)
  }

  private static func littleEndian<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
    (0..<Value.bitWidth / 8).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
  }
}

/// A grey PNG picture without compression.
enum PNGFile {
  /// The bytes of a picture of 8 bits a cell, top row first.
  static func grey(_ shades: [UInt8], columns: Int, rows: Int) -> [UInt8] {
    let head =
      bigEndian(UInt32(columns)) + bigEndian(UInt32(rows)) + [8, 0, 0, 0, 0]
    var raster: [UInt8] = []
    for row in 0..<rows { raster += [0] + shades[row * columns..<(row + 1) * columns] }
    var stream: [UInt8] = [0x78, 0x01]
    var rest = raster[...]
    repeat {
      let block = rest.prefix(65_535)
      rest = rest.dropFirst(block.count)
      let (low, high) = (UInt8(block.count & 0xFF), UInt8(block.count >> 8))
      stream += [rest.isEmpty ? 1 : 0, low, high, ~low, ~high] + block
    } while !rest.isEmpty
    stream += bigEndian(adler(raster))
    return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + chunk("IHDR", head)
      + chunk("IDAT", stream) + chunk("IEND", [])
  }

  private static func chunk(_ kind: String, _ content: [UInt8]) -> [UInt8] {
    let body = Array(kind.utf8) + content
    return bigEndian(UInt32(content.count)) + body + bigEndian(crc(body))
  }

  private static func bigEndian(_ value: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }

  private static func crc(_ bytes: [UInt8]) -> UInt32 {
    var sum = UInt32.max
    for byte in bytes {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum >> 1 ^ (sum & 1 == 1 ? 0xEDB8_8320 : 0) }
    }
    return ~sum
  }

  private static func adler(_ bytes: [UInt8]) -> UInt32 {
    var (a, b) = (UInt32(1), UInt32(0))
    for byte in bytes {
      a = (a + UInt32(byte)) % 65_521
      b = (b + a) % 65_521
    }
    return b << 16 | a
  }
}
