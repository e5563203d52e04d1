/// The texts that a scene's values come from, kept so that mistakes found later still show their line.
///
/// Loading reports its own mistakes; compiling finds those that need the whole floor: bodies that
/// stand in each other, places that nobody reaches. Its diagnostics have a location only, and the
/// line with the caret is added here.
public struct SourceTexts: Sendable {
  /// Name as in `SourceLocation.file`, and bytes, in the order they were read.
  private var files: [(name: String, bytes: [UInt8])] = []

  /// No texts.
  public init() {}

  /// Adds a text; one whose name is known already is not kept twice.
  mutating func add(name: String, bytes: [UInt8]) {
    if !files.contains(where: { $0.name == name }) { files.append((name: name, bytes: bytes)) }
  }

  /// Adds all texts of another collection.
  mutating func add(_ other: SourceTexts) {
    for file in other.files { add(name: file.name, bytes: file.bytes) }
  }

  /// Gives each diagnostic that has a location and no source line the line it points into.
  ///
  /// - Complexity: O(bytes of the files named + diagnostics).
  public func addLines(to diagnostics: inout [Diagnostic]) {
    for file in files {
      let pending = diagnostics.indices.filter {
        diagnostics[$0].sourceLine == nil && diagnostics[$0].location?.file == file.name
      }
      guard !pending.isEmpty else { continue }
      let text = MapText(name: file.name, bytes: file.bytes)
      for index in pending {
        guard let place = diagnostics[index].location else { continue }
        diagnostics[index].sourceLine = text.sourceLine(
          place.line - 1, column: place.column, widest: 3800)
      }
    }
  }

  /// Diagnostics in the order of their places: file by file, those without a place at the end.
  ///
  /// - Complexity: O(n log n).
  public func inFileOrder(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
    var rank: [String: Int] = [:]
    for (index, file) in files.enumerated() { rank[file.name] = index }
    let keys = diagnostics.indices.map { index -> (Int, Int, Int, Int) in
      guard let place = diagnostics[index].location else { return (.max, 0, 0, index) }
      return (rank[place.file] ?? files.count, place.line, place.column, index)
    }
    return diagnostics.indices.sorted { keys[$0] < keys[$1] }.map { diagnostics[$0] }
  }
}

/// Where the entries of an imported list are written, entry by entry; 16 bytes each.
public struct ImportedPlaces: Sendable {
  /// The file, as diagnostics name it.
  public private(set) var file = ""
  /// Line and column from 1, and length in characters; the fourth is not used.
  private var marks: [SIMD4<Int32>] = []

  /// No places.
  public init() {}

  /// The place of an entry; nil where it is not known.
  public subscript(index: Int) -> SourceLocation? {
    guard marks.indices.contains(index) else { return nil }
    let mark = marks[index]
    return SourceLocation(
      file: file, line: Int(mark[0]), column: Int(mark[1]), length: Int(mark[2]))
  }

  /// Adds the place of the next entry; all are in one file.
  mutating func append(_ place: SourceLocation) {
    file = place.file
    marks.append(
      SIMD4(
        Int32(clamping: place.line), Int32(clamping: place.column), Int32(clamping: place.length), 0
      ))
  }

  /// Number of entries.
  var count: Int { marks.count }

  /// Exchanges two entries whose places are known.
  mutating func swapAt(_ i: Int, _ j: Int) {
    guard marks.indices.contains(i), marks.indices.contains(j) else { return }
    marks.swapAt(i, j)
  }

  /// Keeps the first `count` entries.
  mutating func keepFirst(_ count: Int) {
    if count < marks.count { marks.removeLast(marks.count - count) }
  }
}
