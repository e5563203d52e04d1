import CYAML
import SimCore

/// Limits on what a scene file may hold, so that hostile input ends with a message.
enum SceneLimits {
  /// Bytes of one file.
  static let fileBytes = 16 << 20
  /// Levels of nesting.
  static let depth = 64
  /// Values in one file, aliases expanded.
  static let nodes = 200_000
  /// Names that an author may choose in one section: classes, templates, policies, parameters.
  static let names = 1000
  /// Files of one scene.
  static let files = 64
  /// Bars of success.
  static let bars = 32
  /// Diagnostics of one pass.
  static let diagnostics = 100
}

/// A mistake in the YAML itself; nothing after it can be read.
struct SceneSyntaxError: Error {
  /// Where.
  var place: Place
  /// What is wrong.
  var message: String
  /// Further lines.
  var notes: [String] = []
  /// Index of the character where reading ended, where libyaml told it.
  var characterIndex: Int?
}

/// Turns the bytes of one text into a tree of nodes, through libyaml's events.
///
/// Goals, in order: no crash on any bytes; a place on every node; YAML's traps are mistakes
/// (duplicate keys, tags, merge keys, several documents). Duplicate keys are reported and reading
/// goes on; all other mistakes of syntax end it.
struct SceneNodeReader: ~Copyable {
  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let file: Int32
  private let lineOffset: Int32
  private let columnOffset: Int32
  /// True for files of others, whose tags say only what kind of value follows.
  private let ignoresTags: Bool
  private var event = yaml_event_t()
  private var anchors: [String: (node: SceneNode, size: Int)] = [:]
  private var nodeCount = 0
  /// Mistakes that did not end the reading: place, message and notes.
  private(set) var mistakes: [SceneSyntaxError] = []

  /// Reads a whole text that holds one document.
  ///
  /// - Parameters:
  ///   - bytes: UTF-8 that passed `TextPreflight`.
  ///   - file: Index of the text, for the places.
  ///   - line: Line the text starts on, from 1.
  ///   - column: Column its first line starts on, from 1.
  ///   - ignoresTags: True to read a value as if its tag were not there.
  /// - Returns: The document's node, or nil where the text holds none, and the mistakes found.
  /// - Throws: `SceneSyntaxError` at the first mistake that ends the reading.
  static func read(
    _ bytes: [UInt8], file: Int32, line: Int = 1, column: Int = 1, ignoresTags: Bool = false
  ) throws(SceneSyntaxError) -> (node: SceneNode?, mistakes: [SceneSyntaxError]) {
    var reader = SceneNodeReader(file: file, line: line, column: column, ignoresTags: ignoresTags)
    // libyaml keeps the pointer until the parser is deleted, so the buffer outlives every call:
    // `document` returns before the closure does.
    let result = bytes.withUnsafeBufferPointer {
      buffer -> Result<SceneNode?, SceneSyntaxError> in
      yaml_parser_set_input_string(reader.parser, buffer.baseAddress, buffer.count)
      do throws(SceneSyntaxError) {
        return .success(try reader.document())
      } catch {
        var error = error
        let end = reader.lastCharacter(buffer)
        // At the end of the text there is nothing to show; the last character shows it.
        if let index = error.characterIndex, index >= end.count {
          error.place = end.place
          error.notes = []
        }
        return .failure(error)
      }
    }
    return (try result.get(), reader.mistakes)
  }

  private init(file: Int32, line: Int, column: Int, ignoresTags: Bool) {
    self.file = file
    self.ignoresTags = ignoresTags
    lineOffset = Int32(line - 1)
    columnOffset = Int32(column - 1)
    parser = .allocate(capacity: 1)
    parser.initialize(to: yaml_parser_t())
    yaml_parser_initialize(parser)
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
  }

  deinit {
    var last = event
    yaml_event_delete(&last)
    yaml_parser_delete(parser)
    parser.deallocate()
  }

  /// The number of characters, and the place of the last one that is no blank.
  private func lastCharacter(_ bytes: UnsafeBufferPointer<UInt8>) -> (count: Int, place: Place) {
    var last = (line: 0, column: 0)
    var here = last
    var count = 0
    for byte in bytes where byte & 0xC0 != 0x80 {
      if byte > 0x20 { last = here }
      count += 1
      here.column += 1
      if byte == UInt8(ascii: "\n") { here = (here.line + 1, 0) }
    }
    return (count, place(line: last.line, column: last.column))
  }

  private mutating func document() throws(SceneSyntaxError) -> SceneNode? {
    try advance()  // stream start
    try advance()
    guard event.type == YAML_DOCUMENT_START_EVENT else { return nil }
    try advance()
    let node = try self.node(depth: 0)
    try advance()  // document end
    try advance()
    if event.type == YAML_DOCUMENT_START_EVENT {
      throw SceneSyntaxError(
        place: place, message: "a second document starts here; a scene file holds one")
    }
    return node
  }

  /// The node that the present event starts; ends on the node's last event.
  private mutating func node(depth: Int) throws(SceneSyntaxError) -> SceneNode {
    let start = place
    nodeCount += 1
    if nodeCount > SceneLimits.nodes {
      throw SceneSyntaxError(
        place: start, message: "more than \(SceneLimits.nodes) values in one file",
        notes: [
          "note: starts and goals of many robots come from a map's scenario (world.map.scen with "
            + "pattern: imported), jobs from a LoRR problem (source: imported), many obstacles from "
            + "a map; templates and policies may lie in included files"
        ])
    }
    if depth > SceneLimits.depth {
      throw SceneSyntaxError(
        place: start, message: "nested deeper than \(SceneLimits.depth) levels")
    }
    let anchor = self.anchor
    let sizeBefore = nodeCount
    let node: SceneNode
    switch event.type {
    case YAML_ALIAS_EVENT:
      return try alias(at: start)
    case YAML_SCALAR_EVENT:
      let scalar = event.data.scalar
      if scalar.tag != nil, !ignoresTags { throw tagRefused(scalar.tag, at: start) }
      let bytes = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
      let text = String(decoding: bytes, as: UTF8.self)
      // Escapes such as "\e" bring what the file itself may not hold.
      if let refused = text.unicodeScalars.first(where: isRefusedInValues) {
        mistakes.append(
          SceneSyntaxError(
            place: start, message: "character \(codePoint(refused)) is not allowed in a text"))
      }
      node = SceneNode(
        content: .scalar(text, isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE), place: start)
    case YAML_SEQUENCE_START_EVENT:
      if let tag = event.data.sequence_start.tag, !ignoresTags {
        throw tagRefused(tag, at: start)
      }
      node = try sequence(at: start, depth: depth)
    case YAML_MAPPING_START_EVENT:
      if let tag = event.data.mapping_start.tag, !ignoresTags {
        throw tagRefused(tag, at: start)
      }
      node = try mapping(at: start, depth: depth)
    default:
      throw SceneSyntaxError(place: start, message: "a value was expected here")
    }
    if let anchor { anchors[anchor] = (node, nodeCount - sizeBefore + 1) }
    return node
  }

  private mutating func sequence(
    at start: Place, depth: Int
  ) throws(SceneSyntaxError) -> SceneNode {
    var elements: [SceneNode] = []
    try advance()
    while event.type != YAML_SEQUENCE_END_EVENT {
      elements.append(try node(depth: depth + 1))
      try advance()
    }
    return SceneNode(content: .sequence(elements), place: start)
  }

  private mutating func mapping(at start: Place, depth: Int) throws(SceneSyntaxError) -> SceneNode {
    var entries: [SceneEntry] = []
    // Only membership is asked, so the set's order cannot matter.
    var lines: [String: Int32] = [:]
    try advance()
    while event.type != YAML_MAPPING_END_EVENT {
      let keyNode = try node(depth: depth + 1)
      guard let key = keyNode.scalarText, let keyPlace = keyNode.place else {
        throw SceneSyntaxError(
          place: keyNode.place ?? start, message: "a key must be a single word")
      }
      try advance()
      let value = try node(depth: depth + 1)
      try advance()
      if key == "<<" {
        mistakes.append(
          SceneSyntaxError(
            place: keyPlace, message: "merge keys are not used here; write 'extends: template'"))
      } else if let first = lines[key] {
        mistakes.append(
          SceneSyntaxError(
            place: keyPlace, message: "duplicate key \(quoted(key))",
            notes: ["note: first given at line \(first)"]))
      } else if value.isEmpty, let last = entries.indices.last,
        let mended = numberWithComma(entries[last].value, then: keyNode)
      {
        entries[last].value = mended
      } else {
        lines[key] = keyPlace.line
        entries.append(SceneEntry(key: key, keyPlace: keyPlace, value: value))
      }
    }
    return SceneNode(content: .mapping(entries), place: start)
  }

  /// The number that a comma of `{max_speed: 1,4 m/s}` has split into a value and a key, as it was
  /// written; who knows its unit says how it is mended.
  private func numberWithComma(_ value: SceneNode, then key: SceneNode) -> SceneNode? {
    guard let first = value.scalarText, let second = key.scalarText, let start = value.place,
      let end = key.place, start.line == end.line, start.column + start.length + 1 == end.column,
      withoutComma("\(first),\(second)") != nil
    else { return nil }
    var place = start
    place.length = end.column + end.length - start.column
    return SceneNode(content: .scalar("\(first),\(second)", isPlain: true), place: place)
  }

  private mutating func alias(at start: Place) throws(SceneSyntaxError) -> SceneNode {
    let name = String(cString: event.data.alias.anchor)
    guard let anchor = anchors[name] else {
      throw SceneSyntaxError(place: start, message: "no anchor '&\(name)' stands before this alias")
    }
    nodeCount += anchor.size
    if nodeCount > SceneLimits.nodes {
      throw SceneSyntaxError(
        place: start,
        message: "aliases expand to more than \(SceneLimits.nodes) values",
        notes: ["note: each alias counts as all the values of its anchor"])
    }
    return anchor.node
  }

  private func tagRefused(_ tag: UnsafePointer<yaml_char_t>, at place: Place) -> SceneSyntaxError {
    let name = String(cString: tag)
    let short = name.hasPrefix("tag:yaml.org,2002:") ? "!!" + name.dropFirst(18) : name
    return SceneSyntaxError(
      place: place,
      message: "tag '\(short)' is not used here; each key knows the type of its value")
  }

  /// The anchor of the present event, or nil.
  private var anchor: String? {
    let name: UnsafeMutablePointer<yaml_char_t>? =
      switch event.type {
      case YAML_SCALAR_EVENT: event.data.scalar.anchor
      case YAML_SEQUENCE_START_EVENT: event.data.sequence_start.anchor
      case YAML_MAPPING_START_EVENT: event.data.mapping_start.anchor
      default: nil
      }
    return name.map { String(cString: $0) }
  }

  /// The place of the present event; collections are marked by their first character.
  private var place: Place {
    let start = event.start_mark
    let end = event.end_mark
    let isSpan =
      (event.type == YAML_SCALAR_EVENT || event.type == YAML_ALIAS_EVENT) && end.line == start.line
    var place = place(line: start.line, column: start.column)
    if isSpan { place.length = max(1, Int32(clamping: end.column - start.column)) }
    return place
  }

  /// A place from libyaml's numbers, which count from 0.
  private func place(line: Int, column: Int) -> Place {
    Place(
      file: file, line: Int32(clamping: line + 1) + lineOffset,
      column: Int32(clamping: column + 1) + (line == 0 ? columnOffset : 0), length: 1)
  }

  private mutating func advance() throws(SceneSyntaxError) {
    yaml_event_delete(&event)
    event = yaml_event_t()
    guard yaml_parser_parse(parser, &event) == 0 else { return }
    let state = parser.pointee
    // A quoted value that never ends is best shown where it starts.
    let isUnclosed =
      state.problem.map { String(cString: $0) == "found unexpected end of stream" } == true
    let mark = isUnclosed ? state.context_mark : state.problem_mark
    let problem = plainWords(state.problem.map { String(cString: $0) } ?? "unreadable")
    var notes: [String] = []
    if let context = state.context, !isUnclosed {
      notes.append(
        "note: \(String(cString: context)) that starts at line "
          + "\(Int32(clamping: state.context_mark.line + 1) + lineOffset)")
    }
    throw SceneSyntaxError(
      place: place(line: mark.line, column: mark.column), message: problem, notes: notes,
      characterIndex: mark.index)
  }
}

/// What libyaml's words mean to the author of a scene.
private func plainWords(_ problem: String) -> String {
  switch problem {
  case "mapping values are not allowed in this context":
    "a key is not expected here; check the indentation and the blank after ':'"
  case "block sequence entries are not allowed in this context":
    "a list entry is not expected here; check the indentation"
  case "did not find expected key": "a key was expected here; check the indentation"
  case "did not find expected '-' indicator":
    "a list entry that starts with '-' was expected here; check the indentation"
  case "did not find expected node content": "a value was expected here"
  case "did not find expected ',' or '}'": "',' or '}' was expected here"
  case "did not find expected ',' or ']'": "',' or ']' was expected here"
  case "could not find expected ':'": "':' was expected after this key"
  case "found unexpected end of stream": "the text ends inside a quoted value"
  case "found character that cannot start any token":
    "this character cannot start a value; put the value in quotes"
  case "found unknown escape character": "unknown escape in a quoted value"
  default: "not valid YAML: \(problem)"
  }
}
