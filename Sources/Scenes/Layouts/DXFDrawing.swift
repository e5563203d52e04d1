/// The entities of an ASCII DXF file, with their places.
struct DXFDrawing {
  /// One entity: its type, layer and groups.
  struct Entity {
    var type: String
    var layer = "0"
    /// Group codes with their values as written, in order.
    var groups: [(code: Int, value: Range<Int>)] = []
    /// Where its type is written.
    var place: Range<Int>
  }

  var entities: [Entity] = []
  /// Layers that have something on them, each once, in the order of the file.
  private(set) var layers: [String] = []
  /// The value of `$INSUNITS` and its place; nil where it is not there.
  var units: (code: Int, place: Range<Int>)?

  /// Reads a file; nil, with a mistake, where it is no ASCII DXF.
  static func read(_ source: LayoutSource) -> DXFDrawing? {
    let text = source.text
    if text.bytes.starts(with: "AutoCAD Binary DXF".utf8) {
      source.error("binary DXF is not read; save the drawing as ASCII DXF", .characters(nil))
      return nil
    }
    var drawing = DXFDrawing()
    var section = ""
    var variable = ""
    var isEnded = false
    var line = 0
    while line + 1 < text.lines.count {
      let (codeLine, valueLine) = (trimmed(text, line), trimmed(text, line + 1))
      guard let code = Int(text.string(codeLine)), (-5...1071).contains(code) else {
        source.error(
          "expected a group code (a whole number), found \(text.quoted(codeLine))", .bytes(codeLine)
        )
        return nil
      }
      line += 2
      let value = text.string(valueLine.prefix(256))
      if code == 999 { continue }
      if code == 0 {
        if value == "ENDSEC" { section = "" }
        if value == "EOF" {
          isEnded = true
          break
        }
        if section == "ENTITIES" {
          drawing.entities.append(Entity(type: value, place: valueLine))
        } else if value == "SECTION" {
          section = "?"
        }
        continue
      }
      if section == "?", code == 2 {
        section = value
      } else if section == "HEADER" {
        if code == 9 { variable = value }
        if code == 70, variable == "$INSUNITS", let units = Int(value) {
          drawing.units = (units, valueLine)
        }
      } else if section == "ENTITIES", let last = drawing.entities.indices.last {
        if code == 8 { drawing.entities[last].layer = value }
        drawing.entities[last].groups.append((code, valueLine))
      }
    }
    guard isEnded else {
      source.error(
        "the file ends before its end ('0', 'EOF'); it is cut off or no DXF",
        .bytes(text.bytes.count..<text.bytes.count))
      return nil
    }
    drawing.joinPolylines()
    var seen: Set<String> = []
    for entity in drawing.entities where seen.insert(entity.layer).inserted {
      drawing.layers.append(entity.layer)
    }
    return drawing
  }

  /// Old polylines are entities of their own with vertices after them: they become one as the new ones are.
  private mutating func joinPolylines() {
    var joined: [Entity] = []
    var isOpen = false
    for entity in entities {
      switch entity.type {
      case "POLYLINE":
        // The places of its own groups 10 and 20 are only a height.
        var line = entity
        line.groups.removeAll { [10, 20, 30].contains($0.code) }
        joined.append(line)
        isOpen = true
      case "VERTEX" where isOpen:
        joined[joined.count - 1].groups += entity.groups.filter { [10, 20, 42].contains($0.code) }
      case "SEQEND": isOpen = false
      default:
        isOpen = false
        joined.append(entity)
      }
    }
    entities = joined
  }

  private static func trimmed(_ text: MapText, _ line: Int) -> Range<Int> {
    var range = text.lines[line]
    func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }
    while let first = range.first, isBlank(text.bytes[first]) {
      range = first + 1..<range.upperBound
    }
    while let last = range.last, isBlank(text.bytes[last]) { range = range.lowerBound..<last }
    return range
  }
}
