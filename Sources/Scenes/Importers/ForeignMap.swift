/// Files of the field that are known by their look but not read, so that the answer says what they
/// are instead of what they lack.
enum ForeignMap {
  /// What a file is, with the place that shows it; nil for a file that may be read.
  static func recognise(_ text: MapText) -> Diagnostic? {
    geoJSON(text) ?? openRMF(text) ?? scenario(text)
  }

  /// Words that tell a file are looked for in so many bytes from its start.
  private static let window = 4096

  private static func geoJSON(_ text: MapText) -> Diagnostic? {
    guard text.firstByte == UInt8(ascii: "{") else { return nil }
    for word in ["\"FeatureCollection\"", "\"Feature\""] {
      guard let place = text.range(of: word, within: window) else { continue }
      return text.error(
        "this is a GeoJSON file (such as a route graph of Navigation 2), not a map; "
          + "expected a MovingAI or POGEMA map, a LoRR problem or a ROS map", at: place)
    }
    return nil
  }

  private static func openRMF(_ text: MapText) -> Diagnostic? {
    let name = text.name.lowercased()
    let message =
      "this is a file of Open-RMF (building, navigation graph or fleet), not a map; 'fleetfield import' "
      + "makes a scene of a building; expected a ROS map (image, resolution, origin), a MovingAI or "
      + "POGEMA map or a LoRR problem"
    // The same files as JSON: no other format here has these keys.
    if text.firstByte == UInt8(ascii: "{") {
      for key in ["levels", "building_name", "rmf_fleet"] {
        if let place = text.key(key, within: window) { return text.error(message, at: place) }
      }
      return nil
    }
    guard name.hasSuffix(".yaml") || name.hasSuffix(".yml"),
      text.startsLine(with: ["image:", "resolution:"]) == nil,
      let line = text.startsLine(with: ["levels:", "building_name:", "rmf_fleet:"])
    else { return nil }
    return text.error(message, line: line, text.lines[line])
  }

  private static func scenario(_ text: MapText) -> Diagnostic? {
    guard let first = text.lines.first, !text.name.lowercased().hasSuffix(".json") else {
      return nil
    }
    let fields = text.fields(line: 0)
    guard fields.count == 2, text.string(fields[0]).lowercased() == "version",
      text.lines.count > 1, text.fields(line: 1).count == 9
    else { return nil }
    return text.error(
      "this is a MovingAI scenario, not a map; name the .map file here and this one under 'scen'",
      line: 0, first)
  }
}

extension MapText {
  /// The first byte that is no blank; nil in an empty file.
  var firstByte: UInt8? { bytes.first { $0 != 0x20 && !(0x09...0x0D).contains($0) } }

  /// The first place of a text among the first bytes of the file.
  func range(of word: String, within window: Int) -> Range<Int>? {
    let start = bytes[..<min(window, bytes.count)]
    return start.firstRange(of: Array(word.utf8))
  }

  /// The place of a JSON key among the first bytes of the file, with its quotes.
  func key(_ name: String, within window: Int) -> Range<Int>? {
    guard let place = range(of: "\"\(name)\"", within: window) else { return nil }
    let next = bytes[place.upperBound...].first { $0 != 0x20 && !(0x09...0x0D).contains($0) }
    return next == UInt8(ascii: ":") ? place : nil
  }

  /// The index of the first line that starts with one of some words.
  func startsLine(with words: [String]) -> Int? {
    let all = words.map { Array($0.utf8) }
    return lines.indices.first { line in
      all.contains { bytes[lines[line]].starts(with: $0) }
    }
  }
}
