import SimCore

/// What two stores say differently of the same finished run.
enum StoreContradictions {
  /// A run in a store: the file, what it is called, and the number there.
  struct Place {
    var path: String
    var id: Int64
  }

  /// The first figure, text or series that differs, in a sentence; nothing where none does.
  ///
  /// Wall time is of a machine and may differ; series are compared where both kept them.
  static func between(
    _ one: borrowing Database, _ first: Place, _ other: borrowing Database, _ second: Place,
    _ key: StoredRunKey
  ) throws(DatabaseError) -> [String] {
    for sql in [
      "SELECT name, value FROM metric WHERE run = ? AND name <> 'wall_s' ORDER BY name",
      "SELECT substr(name, 2), text FROM param WHERE run = ? AND name LIKE '@%' ORDER BY name",
    ] {
      let (own, others) = (
        try one.query(sql, [.integer(first.id)]), try other.query(sql, [.integer(second.id)])
      )
      if let name = difference(own, others) {
        return [
          "\(key.words): \(name) is \(text(own, name)) in '\(first.path)' and "
            + "\(text(others, name)) in '\(second.path)'"
        ]
      }
    }
    let names = "SELECT DISTINCT name FROM series WHERE run = ? ORDER BY name"
    let others = try other.query(names, [.integer(second.id)])
    for name in try one.query(names, [.integer(first.id)]) where others.contains(name) {
      let sql = "SELECT t, value FROM series WHERE run = ? AND name = ? ORDER BY t"
      if try one.query(sql, [.integer(first.id)] + name)
        != other.query(sql, [.integer(second.id)] + name)
      {
        return [
          "\(key.words): the series '\(name[0].string ?? "")' is another in '\(first.path)' than in "
            + "'\(second.path)'"
        ]
      }
    }
    return []
  }

  /// The first name whose value differs, or that one side lacks.
  private static func difference(_ one: [[SQLValue]], _ other: [[SQLValue]]) -> String? {
    if one == other { return nil }
    let names = Set((one + other).compactMap { $0[0].string }).sorted()
    return names.first { text(one, $0) != text(other, $0) }
  }

  private static func text(_ rows: [[SQLValue]], _ name: String) -> String {
    guard let row = rows.first(where: { $0[0].string == name }) else { return "not there" }
    switch row[1] {
    case .null: return "unknown"
    case .integer(let value): return "\(value)"
    case .real(let value): return NumberText.digits(value)
    case .text(let text): return text
    }
  }
}
