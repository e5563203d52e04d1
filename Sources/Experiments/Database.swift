import CSQLite
import Glibc

/// A mistake SQLite reports, with the statement's purpose.
public struct DatabaseError: Error, Equatable, Sendable {
  /// What went wrong, for people.
  public var message: String
  /// True where another file mends it: this one is no sweep's, or none can be had there.
  public var isInput: Bool

  /// An error from its sentence.
  public init(_ message: String, isInput: Bool = false) {
    self.message = message
    self.isInput = isInput
  }
}

/// One open SQLite file; closed when it goes out of scope.
struct Database: ~Copyable {
  /// The file.
  let path: String
  private let handle: OpaquePointer

  /// Opens the file, or makes it.
  init(path: String) throws(DatabaseError) {
    try self.init(path, name: path, flags: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE)
  }

  /// Opens a file that is only read: it is neither made nor changed.
  init(reading path: String) throws(DatabaseError) {
    let plain = try Database(path, name: path, flags: SQLITE_OPEN_READONLY)
    let status = sqlite3_exec(plain.handle, "SELECT count(*) FROM sqlite_master", nil, nil, nil)
    // Readers of a store share memory in a file beside it, which a place without write access does not
    // take. Where nobody can write there, and nothing is left to be merged, no sharing is needed.
    guard status & 0xFF == SQLITE_CANTOPEN, access(path, R_OK) == 0,
      access(path + "-wal", F_OK) != 0
    else {
      self = plain
      return
    }
    let plainBytes = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./".utf8)
    let digits = Array("0123456789ABCDEF")
    let name = path.utf8.map { byte in
      plainBytes.contains(byte)
        ? String(UnicodeScalar(byte)) : "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
    }.joined()
    try self.init(
      path, name: "file:\(name)?immutable=1", flags: SQLITE_OPEN_READONLY | SQLITE_OPEN_URI)
  }

  private init(_ path: String, name: String, flags: Int32) throws(DatabaseError) {
    var handle: OpaquePointer?
    let status = sqlite3_open_v2(name, &handle, flags | SQLITE_OPEN_FULLMUTEX, nil)
    guard status == SQLITE_OK, let handle else {
      let reason = handle.map { String(cString: sqlite3_errmsg($0)) } ?? "out of memory"
      sqlite3_close_v2(handle)
      throw DatabaseError("cannot open '\(path)': \(reason)", isInput: true)
    }
    self.path = path
    self.handle = handle
    sqlite3_extended_result_codes(handle, 1)
    // Other processes may work on the same sweep: wait for them rather than fail.
    sqlite3_busy_timeout(handle, 60_000)
  }

  deinit { sqlite3_close_v2(handle) }

  /// Runs statements without values.
  func execute(_ sql: String) throws(DatabaseError) {
    if sqlite3_exec(handle, sql, nil, nil, nil) != SQLITE_OK { throw error() }
  }

  /// Runs one statement with its values; returns how many rows it changed.
  @discardableResult
  func execute(_ sql: String, _ values: [SQLValue]) throws(DatabaseError) -> Int {
    let statement = try prepare(sql, values)
    defer { sqlite3_finalize(statement) }
    let status = sqlite3_step(statement)
    guard status == SQLITE_DONE || status == SQLITE_ROW else { throw error() }
    return Int(sqlite3_changes(handle))
  }

  /// Runs one statement for each of many rows; it is prepared once.
  func insert(_ sql: String, _ rows: [[SQLValue]]) throws(DatabaseError) {
    guard let first = rows.first else { return }
    let statement = try prepare(sql, first)
    defer { sqlite3_finalize(statement) }
    for (index, row) in rows.enumerated() {
      if index > 0 {
        sqlite3_reset(statement)
        guard Self.bind(row, to: statement) else { throw error() }
      }
      guard sqlite3_step(statement) == SQLITE_DONE else { throw error() }
    }
  }

  /// All rows of a query.
  func query(_ sql: String, _ values: [SQLValue] = []) throws(DatabaseError) -> [[SQLValue]] {
    let statement = try prepare(sql, values)
    defer { sqlite3_finalize(statement) }
    var rows: [[SQLValue]] = []
    while true {
      switch sqlite3_step(statement) {
      case SQLITE_ROW:
        rows.append((0..<sqlite3_column_count(statement)).map { Self.value(statement, $0) })
      case SQLITE_DONE: return rows
      default: throw error()
      }
    }
  }

  /// Runs the body as one transaction that either happens as a whole or not at all.
  func transaction<Result>(
    _ body: () throws(DatabaseError) -> Result
  ) throws(DatabaseError) -> Result {
    try execute("BEGIN IMMEDIATE")
    do throws(DatabaseError) {
      let result = try body()
      try execute("COMMIT")
      return result
    } catch {
      sqlite3_exec(handle, "ROLLBACK", nil, nil, nil)
      throw error
    }
  }

  private func prepare(
    _ sql: String, _ values: [SQLValue]
  ) throws(DatabaseError) -> OpaquePointer? {
    var statement: OpaquePointer?
    guard sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK else { throw error() }
    guard Self.bind(values, to: statement) else {
      sqlite3_finalize(statement)
      throw error()
    }
    return statement
  }

  /// Gives a statement its values; false where one does not fit.
  private static func bind(_ values: [SQLValue], to statement: OpaquePointer?) -> Bool {
    for (index, value) in values.enumerated() {
      let position = Int32(index + 1)
      let status =
        switch value {
        case .null: sqlite3_bind_null(statement, position)
        case .integer(let number): sqlite3_bind_int64(statement, position, number)
        case .real(let number): sqlite3_bind_double(statement, position, number)
        case .text(let text): sqlite3_bind_text(statement, position, text, -1, Self.transient)
        }
      if status != SQLITE_OK { return false }
    }
    return true
  }

  /// SQLITE_TRANSIENT, a cast that Swift cannot import: SQLite copies the text.
  private static var transient: sqlite3_destructor_type? {
    unsafeBitCast(-1, to: sqlite3_destructor_type?.self)
  }

  private static func value(_ statement: OpaquePointer?, _ column: Int32) -> SQLValue {
    switch sqlite3_column_type(statement, column) {
    case SQLITE_INTEGER: return .integer(sqlite3_column_int64(statement, column))
    case SQLITE_FLOAT: return .real(sqlite3_column_double(statement, column))
    case SQLITE_TEXT:
      return sqlite3_column_text(statement, column).map { .text(String(cString: $0)) } ?? .null
    default: return .null
    }
  }

  private func error() -> DatabaseError {
    DatabaseError(
      "'\(path)': \(String(cString: sqlite3_errmsg(handle)))",
      isInput: sqlite3_errcode(handle) & 0xFF == SQLITE_NOTADB)
  }
}

/// A value in a row.
enum SQLValue: Equatable {
  /// Nothing.
  case null
  /// A whole number.
  case integer(Int64)
  /// A number.
  case real(Double)
  /// A text.
  case text(String)

  /// The number, where it is one.
  var number: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .real(let value): value
    case .null, .text: nil
    }
  }

  /// The whole number, where it is one.
  var whole: Int64? {
    if case .integer(let value) = self { value } else { nil }
  }

  /// The text, where it is one.
  var string: String? {
    if case .text(let value) = self { value } else { nil }
  }

  /// The text, or nothing.
  static func optional(_ text: String?) -> SQLValue { text.map { .text($0) } ?? .null }
}
