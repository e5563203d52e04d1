import SimCore

#if canImport(Glibc)
  import Glibc
#endif

/// What the YAML file of a ROS map says, read by libyaml as any YAML writer may write it.
struct ROSMapSettings {
  /// How shades become occupancy.
  enum Mode: String, CaseIterable { case trinary, scale, raw }

  /// The picture as the program opens it.
  var imagePath: String
  /// Where the picture is named.
  var imagePlace: Place?
  /// Edge of a cell, metres.
  var resolution: Double
  /// Published pose of the picture's lower left corner: metres, metres.
  var originX: Double
  /// y of the same, metres.
  var originY: Double
  /// Yaw of the same, anticlockwise, radians, in (−π, π].
  var yaw: Double
  /// True where white is occupied.
  var isNegated: Bool
  /// Above this p a cell is occupied.
  var occupied: Double
  /// Below this p a cell is free.
  var free: Double
  /// Where that is written; nil where it is a default.
  var freePlace: Place?
  /// How shades become occupancy.
  var mode: Mode

  /// The yaw as a number of quarter turns, 0 to 3; nil where it lies between.
  ///
  /// People write 1.57 and 3.14 for quarter turns, which are up to 1.6e-3 rad off.
  var quarterTurns: Int? {
    let whole = (yaw / (Double.pi / 2)).rounded()
    return (yaw - whole * (Double.pi / 2)).magnitude < 2e-3 ? Int(whole) & 3 : nil
  }
}

extension ROSMapSettings {
  private static let known = [
    "image", "resolution", "origin", "negate", "occupied_thresh", "free_thresh", "mode",
  ]

  /// Reads a YAML file; nil where a setting is missing or wrong.
  static func read(
    _ text: MapText, cellSize: Float?, _ diagnostics: inout MapDiagnostics
  ) -> ROSMapSettings? {
    guard let entries = entries(text, &diagnostics) else { return nil }
    guard entries.contains(where: { known.contains($0.key) }) else {
      diagnostics.add(
        text.error(
          "this is no ROS map: it has none of the settings image, resolution and origin",
          entries.first?.keyPlace))
      return nil
    }
    var given = entries
    for (index, entry) in entries.enumerated() where !known.contains(entry.key) {
      // A required key that is only misspelt is not missed as well.
      if let near = nearestName(to: entry.key, among: known),
        ["image", "resolution", "origin"].contains(near),
        !given.contains(where: { $0.key == near })
      {
        given[index].key = near
        diagnostics.add(
          text.error(
            "the key \(quoted(entry.key)) is not known; did you mean '\(near)'?", entry.keyPlace))
        continue
      }
      diagnostics.warn(
        text.warning(
          "the key \(quoted(entry.key)) is not known and not used"
            + MapDiagnostics.suggestion(for: entry.key, among: known), entry.keyPlace))
    }
    let fields = ROSMapFields(text: text, entries: given)
    let image = fields.image(&diagnostics)
    let resolution = fields.number("resolution", 0.001...1000, default: nil, &diagnostics)
    let origin = fields.origin(&diagnostics)
    let isNegated = fields.boolean("negate", default: false, &diagnostics)
    let occupied = fields.number("occupied_thresh", 0...1, default: 0.65, &diagnostics)
    let free = fields.number("free_thresh", 0...1, default: 0.25, &diagnostics)
    let mode = fields.mode(&diagnostics)
    if let occupied, let free, occupied < free {
      diagnostics.add(
        text.error(
          "occupied_thresh (\(occupied)) must not be below free_thresh (\(free))",
          (fields["occupied_thresh"] ?? fields["free_thresh"])?.value.place))
    }
    if let cellSize, let resolution, cellSize != Float(resolution) {
      diagnostics.add(
        text.error(
          "this map has cells of \(Float(resolution)) m; the scene says \(cellSize) m: leave the "
            + "cell size out", fields["resolution"]?.value.place))
    }
    guard !diagnostics.hasErrors, let image, let resolution, let origin, let isNegated,
      let occupied, let free, let mode
    else { return nil }
    return ROSMapSettings(
      imagePath: image, imagePlace: fields["image"]?.value.place, resolution: resolution,
      originX: origin.x, originY: origin.y, yaw: origin.yaw, isNegated: isNegated,
      occupied: occupied, free: free, freePlace: fields["free_thresh"]?.value.place, mode: mode)
  }

  /// The entries of the file's mapping; nil where it holds none.
  private static func entries(
    _ text: MapText, _ diagnostics: inout MapDiagnostics
  ) -> [SceneEntry]? {
    guard text.bytes.count <= SceneLimits.fileBytes else {
      diagnostics.add(
        text.error("the file has \(text.bytes.count) bytes; is this the YAML file of a map?", nil))
      return nil
    }
    var bytes = text.bytes
    for finding in TextPreflight(&bytes).findings where finding.isFatal {
      diagnostics.add(
        text.error(
          aboutMaps(finding.message),
          Place(
            file: 0, line: Int32(clamping: finding.line), column: Int32(clamping: finding.column),
            length: 1)))
      return nil
    }
    do throws(SceneSyntaxError) {
      let (root, mistakes) = try SceneNodeReader.read(bytes, file: 0, ignoresTags: true)
      for mistake in mistakes {
        diagnostics.add(text.error(aboutMaps(mistake.message), mistake.place))
      }
      if let entries = root?.entries, !entries.isEmpty { return entries }
      if mistakes.isEmpty {
        diagnostics.add(
          text.error(
            "the file holds no settings; expected image, resolution and origin", root?.place))
      }
    } catch {
      diagnostics.add(text.error(aboutMaps(error.message), error.place))
    }
    return nil
  }

  /// What is said of scene files, without the part that is about scenes.
  private static func aboutMaps(_ message: String) -> String {
    guard let range = message.firstRange(of: "; "),
      message[range.upperBound...].contains("scene") || message.hasPrefix("merge keys")
    else { return message }
    return String(message[..<range.lowerBound])
  }
}

/// The settings of a ROS map one by one, each with its own kind of value.
struct ROSMapFields {
  /// The file.
  let text: MapText
  /// Its keys and values.
  let entries: [SceneEntry]

  /// The entry with a key; nil where it is missing or its value is null.
  subscript(key: String) -> SceneEntry? {
    guard let entry = entries.first(where: { $0.key == key }) else { return nil }
    if case .scalar(let text, isPlain: true) = entry.value.content,
      ["", "~", "null", "Null", "NULL"].contains(text)
    {
      return nil
    }
    return entry
  }

  /// The picture's path, relative to the YAML file or, with `~/`, to the user's home.
  func image(_ diagnostics: inout MapDiagnostics) -> String? {
    guard let entry = required("image", &diagnostics) else { return nil }
    guard let name = entry.value.scalarText, !name.isEmpty, !name.utf8.contains(0) else {
      diagnostics.add(
        text.error(
          "'image' must be the name of a picture, found \(entry.value.kindWord)",
          entry.value.place ?? entry.keyPlace))
      return nil
    }
    guard name.hasPrefix("~/") else { return MapImporter.path(name, besides: text.name) }
    guard let home = getenv("HOME") else {
      diagnostics.add(
        text.error("'~' needs the variable HOME, which is not set", entry.value.place))
      return nil
    }
    return String(cString: home) + name.dropFirst()
  }

  /// A number within a range; without a default it is required.
  func number(
    _ key: String, _ range: ClosedRange<Double>, default standard: Double?,
    _ diagnostics: inout MapDiagnostics
  ) -> Double? {
    if standard != nil, self[key] == nil { return standard }
    guard let entry = required(key, &diagnostics) else { return nil }
    guard let value = entry.value.scalarText.flatMap(Double.init), range.contains(value) else {
      diagnostics.add(
        text.error(
          "'\(key)' must be a number from \(NumberText.digits(range.lowerBound)) to "
            + "\(NumberText.digits(range.upperBound)), found \(found(entry.value))",
          entry.value.place))
      return nil
    }
    return value
  }

  /// A truth value as a number or as any of YAML's words.
  func boolean(
    _ key: String, default standard: Bool, _ diagnostics: inout MapDiagnostics
  ) -> Bool? {
    guard let entry = self[key] else { return standard }
    switch entry.value.scalarText?.lowercased() {
    case "1", "true", "yes", "on", "y": return true
    case "0", "false", "no", "off", "n": return false
    default:
      diagnostics.add(
        text.error(
          "'\(key)' must be 0, 1, true or false, found \(found(entry.value))", entry.value.place))
      return nil
    }
  }

  /// The mode, in capitals or not; `trinary` where none is said.
  func mode(_ diagnostics: inout MapDiagnostics) -> ROSMapSettings.Mode? {
    guard let entry = self["mode"] else { return .trinary }
    let word = entry.value.scalarText ?? ""
    if let mode = ROSMapSettings.Mode(rawValue: word.lowercased()) { return mode }
    diagnostics.add(
      text.error(
        "the mode \(found(entry.value)) is not known; expected trinary, scale or raw"
          + MapDiagnostics.suggestion(
            for: word, among: ROSMapSettings.Mode.allCases.map(\.rawValue)), entry.value.place))
    return nil
  }

  /// The origin: x and y in metres and the yaw in radians.
  func origin(
    _ diagnostics: inout MapDiagnostics
  ) -> (x: Double, y: Double, yaw: Double)? {
    guard let entry = required("origin", &diagnostics) else { return nil }
    let elements = entry.value.elements ?? []
    let numbers = elements.compactMap { $0.scalarText.flatMap(Double.init) }
    guard elements.count == 3, numbers.count == 3 else {
      diagnostics.add(
        text.error(
          "'origin' must be a list of three numbers, [x, y, yaw], found \(found(entry.value))",
          entry.value.place))
      return nil
    }
    for (number, element) in zip(numbers, elements)
    where !(number.isFinite && number.magnitude <= 1e9) {
      diagnostics.add(
        text.error(
          "a part of 'origin' must be a number from -1e9 to 1e9, found \(found(element))",
          element.place))
      return nil
    }
    if numbers[2].magnitude > 2 * Double.pi {
      diagnostics.warn(
        text.warning(
          "a yaw of \(NumberText.digits(numbers[2])) rad is more than a whole turn; is it in degrees?",
          elements[2].place))
    }
    let turns = numbers[2] / (2 * Double.pi)
    let yaw = (turns - turns.rounded()) * 2 * Double.pi
    let quarter = (yaw / (Double.pi / 2)).rounded() * (Double.pi / 2)
    if (1e-4..<2e-3).contains((yaw - quarter).magnitude) {
      diagnostics.warn(
        text.warning(
          "a yaw of \(NumberText.digits(numbers[2])) rad is taken as "
            + (quarter == 0 ? "0" : "\(NumberText.digits((quarter / Double.pi * 180).rounded()))°")
            + "; give more decimals where another angle is meant", elements[2].place))
    }
    return (numbers[0], numbers[1], yaw)
  }

  private func required(_ key: String, _ diagnostics: inout MapDiagnostics) -> SceneEntry? {
    if let entry = self[key] { return entry }
    if let entry = entries.first(where: { $0.key == key }) {
      diagnostics.add(text.error("'\(key)' must not be empty", entry.keyPlace))
    } else {
      diagnostics.add(text.error("the file has no key '\(key)'", entries.first?.keyPlace))
    }
    return nil
  }

  /// A value as messages show it.
  private func found(_ node: SceneNode) -> String {
    if let elements = node.elements, elements.allSatisfy({ $0.scalarText != nil }) {
      return quoted("[" + elements.compactMap(\.scalarText).joined(separator: ", ") + "]")
    }
    return node.scalarText.map(quoted) ?? node.kindWord
  }
}
