/// Walks over the state of a run, column by column: writes it down, checks it, puts it back, or
/// folds it into a hash.
///
/// A type with state has one method that lists its columns, and the list serves all four:
///
///     mutating func visitState(_ archive: inout StateArchive) {
///       archive.visit(&battery)          // one line per column: a new column is a new line
///       archive.visit(&stepCount)
///     }
///
/// A snapshot is read twice: first by `checking`, which changes nothing and finds a column of
/// another size; then by `reading`, which therefore cannot stop half way. Bytes are those of the
/// machine; a snapshot is meant for the build that wrote it.
///
/// A hash is of the same columns: what a snapshot must hold is what the future depends on. Types with
/// padding between their fields fold themselves (`StateElement`), since padding is undefined.
public struct StateArchive {
  /// What a walk does.
  public enum Purpose: Sendable {
    /// Appends every column to `bytes`.
    case writing
    /// Compares the sizes of columns with those in `bytes`.
    case checking
    /// Copies the columns out of `bytes`.
    case reading
    /// Folds every column into `hash`; changes nothing.
    case hashing
  }

  /// What this walk does.
  public let purpose: Purpose
  /// The state written, or to be read.
  public private(set) var bytes: [UInt8]
  /// What was found wrong first; later columns are then left alone.
  public private(set) var failure: String?
  /// The hash of the columns visited; of use where the purpose is `hashing`.
  public private(set) var hash = StateHash()
  private var place = 0

  /// An archive to write to.
  public init() {
    purpose = .writing
    bytes = []
  }

  /// An archive to be checked or read.
  public init(_ purpose: Purpose, _ bytes: [UInt8]) {
    self.purpose = purpose
    self.bytes = bytes
  }

  /// Bytes that were not visited yet.
  public var remaining: Int { bytes.count - place }

  /// An archive that folds what it visits into a hash.
  public static var hashing: StateArchive { StateArchive(.hashing, []) }

  /// Folds what has a canonical order of its own into the hash, in place of visiting its columns.
  public mutating func fold(_ body: (inout StateHash) -> Void) { body(&hash) }

  /// Notes a mistake; the first one stays.
  public mutating func fail(_ reason: String) {
    if failure == nil { failure = reason }
  }

  /// A plain value: a counter, a flag, a struct of numbers.
  public mutating func visit<Value: BitwiseCopyable>(_ value: inout Value) {
    let size = MemoryLayout<Value>.size
    switch purpose {
    case .writing: withUnsafeBytes(of: value) { bytes.append(contentsOf: $0) }
    case .checking: skip(size)
    case .reading:
      guard hasRoom(size) else { return }
      // In bounds: `hasRoom` has just compared the size with what is left.
      value = bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: place, as: Value.self) }
      place += size
    case .hashing: withUnsafePointer(to: value) { hash.add(elements: $0, count: 1) }
    }
  }

  /// A number that every state of the same kind of holder has; another one is a failure.
  ///
  /// - Parameters:
  ///   - own: The number of this holder: a hash of its settings, the length of a table.
  ///   - mistake: What is wrong where a snapshot has another.
  public mutating func visit(constant own: UInt64, orFail mistake: @autoclosure () -> String) {
    var found = own
    if purpose == .checking {
      guard hasRoom(8) else { return }
      found = bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: place, as: UInt64.self) }
      place += 8
    } else {
      visit(&found)
    }
    if failure == nil, found != own { fail(mistake()) }
  }

  /// A column whose length the scene decides.
  ///
  /// - Complexity: O(bytes).
  public mutating func visit<Element: BitwiseCopyable>(_ column: inout Buffer<Element>) {
    guard openColumn(count: column.count, stride: MemoryLayout<Element>.stride) else { return }
    copy(column.base, count: column.count)
  }

  /// A column that grows while the run goes on; reading gives it the length it had.
  public mutating func visit<Element: BitwiseCopyable>(
    growing column: inout Buffer<Element>, filler: Element
  ) {
    let count = number(column.count, ofSize: MemoryLayout<Element>.stride)
    guard failure == nil else { return }
    if purpose == .reading, count != column.count {
      column = Buffer(count: count, repeating: filler)
    }
    copy(column.base, count: count)
  }

  /// The number of elements that a growing column has, or had; 0 where it cannot be true.
  public mutating func visitCount(_ own: Int, ofSize size: Int) -> Int {
    number(own, ofSize: size)
  }

  /// The elements of a column after its count was visited.
  ///
  /// Unsafe: `base` has room for `count` elements.
  public mutating func visitElements<Element: BitwiseCopyable>(
    _ base: UnsafeMutablePointer<Element>, count: Int
  ) {
    guard failure == nil else { return }
    copy(base, count: count)
  }

  /// A long column that is mostly `rest`: only the elements that differ are kept.
  ///
  /// For whole numbers alone: of any type it would compare through a witness, a call for each element.
  ///
  /// - Complexity: O(elements) time, 8 bytes for each that differs.
  public mutating func visit(sparse column: inout Buffer<Int32>, rest: Int32) {
    guard openColumn(count: column.count, stride: MemoryLayout<Int32>.stride) else { return }
    var filled = 0
    if purpose == .writing || purpose == .hashing {
      for i in 0..<column.count where column[i] != rest { filled += 1 }
    }
    filled = number(filled, ofSize: 8)
    switch purpose {
    case .writing, .hashing:
      for i in 0..<column.count where column[i] != rest {
        var index = Int32(i)
        visit(&index)
        visit(&column[i])
      }
    case .checking: skip(filled * 8)
    case .reading:
      column.fill(rest)
      for _ in 0..<filled where failure == nil {
        var index: Int32 = 0
        visit(&index)
        guard index >= 0, Int(index) < column.count else { return fail("a cell out of range") }
        visit(&column[Int(index)])
      }
    }
  }

  /// An array of plain values; reading gives it the length it had.
  public mutating func visit<Element: BitwiseCopyable>(_ array: inout [Element]) {
    let size = MemoryLayout<Element>.size
    let count = number(array.count, ofSize: size)
    guard failure == nil else { return }
    switch purpose {
    case .writing, .hashing: for var element in array { visit(&element) }
    case .checking: skip(count * size)
    case .reading:
      array = (0..<count).map { i in
        bytes.withUnsafeBytes {
          $0.loadUnaligned(fromByteOffset: place + i * size, as: Element.self)
        }
      }
      place += count * size
    }
  }

  /// Texts; reading gives the array the length it had.
  public mutating func visit(_ texts: inout [String]) {
    let count = number(texts.count, ofSize: 8)
    var read: [String] = []
    for i in 0..<count where failure == nil {
      var text = purpose == .writing || purpose == .hashing ? Array(texts[i].utf8) : []
      visit(&text)
      read.append(String(decoding: text, as: UTF8.self))
    }
    if purpose == .reading, failure == nil { texts = read }
  }

  // MARK: Places

  /// Writes a number of elements, or reads the one that was written; 0 where it cannot be true.
  private mutating func number(_ own: Int, ofSize size: Int) -> Int {
    var count = Int64(own)
    if purpose == .writing || purpose == .hashing {
      visit(&count)
      return own
    }
    guard hasRoom(8) else { return 0 }
    count = bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: place, as: Int64.self) }
    place += 8
    if count >= 0, count <= Int64(remaining / max(1, size)) { return Int(count) }
    fail("the snapshot is cut short")
    return 0
  }

  private mutating func hasRoom(_ size: Int) -> Bool {
    if failure == nil, size <= remaining { return true }
    fail("the snapshot is cut short")
    return false
  }

  private mutating func skip(_ size: Int) {
    if hasRoom(size) { place += size }
  }

  /// Writes or compares a column's size; false where its elements are not to be visited.
  private mutating func openColumn(count: Int, stride: Int) -> Bool {
    var size = SIMD2(Int64(count), Int64(stride))
    let own = size
    if purpose == .checking {
      guard hasRoom(MemoryLayout.size(ofValue: size)) else { return false }
      size = bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: place, as: type(of: size)) }
      place += MemoryLayout.size(ofValue: size)
    } else {
      visit(&size)
    }
    if failure == nil, size != own {
      fail("a column has \(size.x) × \(size.y) bytes, \(own.x) × \(own.y) are expected")
    }
    return failure == nil
  }

  /// Unsafe: `base` has room for `count` elements, as the caller has compared.
  private mutating func copy<Element: BitwiseCopyable>(
    _ base: UnsafeMutablePointer<Element>, count: Int
  ) {
    let size = count * MemoryLayout<Element>.stride
    switch purpose {
    case .writing: bytes.append(contentsOf: UnsafeRawBufferPointer(start: base, count: size))
    case .checking: skip(size)
    case .reading:
      guard hasRoom(size), size > 0 else { return }
      let place = place
      bytes.withUnsafeBytes { raw in
        guard let source = raw.baseAddress else { return }
        UnsafeMutableRawPointer(base).copyMemory(from: source + place, byteCount: size)
      }
      self.place += size
    case .hashing: hash.add(elements: base, count: count)
    }
  }
}
