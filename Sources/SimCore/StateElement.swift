/// An element of state with padding between its fields, or with a payload: it folds itself.
///
/// Padding bytes are undefined, so such a type cannot be hashed byte for byte. Every field must be in
/// `addHash`; `StateElementTests` holds each conforming type against all its fields.
public protocol StateElement: BitwiseCopyable {
  /// Folds every field into a hash.
  func addHash(to hash: inout StateHash)
}

/// A holder of a run's state: one list of columns for snapshots and hashes.
public protocol StateHolder: ~Copyable {
  /// Visits every column; see `StateArchive`.
  mutating func visitState(_ archive: inout StateArchive)
}

extension StateHolder where Self: ~Copyable {
  /// The state as bytes.
  ///
  /// - Complexity: O(state).
  public func stateBytes() -> [UInt8] {
    var archive = StateArchive()
    archive.read(self)
    return archive.bytes
  }

  /// The hash of the state.
  ///
  /// - Complexity: O(state).
  public func stateHashValue() -> UInt64 {
    var archive = StateArchive.hashing
    archive.read(self)
    return archive.hash.value
  }

  /// Goes to a state that was written by a holder of the same shape.
  ///
  /// - Returns: What is wrong with the bytes, or nil; the state is unchanged where something is.
  /// - Complexity: O(state).
  public mutating func restoreState(from bytes: [UInt8]) -> String? {
    var check = StateArchive(.checking, bytes)
    visitState(&check)
    if let failure = check.failure { return failure }
    if check.remaining != 0 { return "\(check.remaining) bytes are too many" }
    var archive = StateArchive(.reading, bytes)
    visitState(&archive)
    return archive.failure
  }
}

extension StateArchive {
  /// Visits a holder that is only borrowed: writes it down or folds it.
  ///
  /// Unsafe: the list of columns takes its holder `inout` because `reading` changes it; the purposes
  /// asserted here only read, so the borrowed memory is never written.
  public mutating func read<Holder: StateHolder & ~Copyable>(_ holder: borrowing Holder) {
    precondition(purpose == .writing || purpose == .hashing, "a borrowed state cannot be changed")
    withUnsafePointer(to: holder) {
      UnsafeMutablePointer(mutating: $0).pointee.visitState(&self)
    }
  }
}

extension StateHash {
  /// Folds elements into the hash: field by field where their type says so, else byte for byte.
  ///
  /// - Complexity: O(bytes); a call per element for a `StateElement`.
  mutating func add<Element: BitwiseCopyable>(
    elements base: UnsafePointer<Element>, count: Int
  ) {
    if let type = Element.self as? any StateElement.Type {
      fold(type, UnsafeRawPointer(base), count)
    } else {
      assert(
        count == 0 || Padding.isFree(base.pointee),
        "\(Element.self) has padding: it must be a StateElement")
      let (size, stride) = (MemoryLayout<Element>.size, MemoryLayout<Element>.stride)
      let bytes = UnsafeRawPointer(base).assumingMemoryBound(to: UInt8.self)
      if size == stride { return add(base, count: count) }
      // Between elements there may be padding too.
      for i in 0..<count { add(bytes + i * stride, count: size) }
    }
  }

  private mutating func fold<Element: StateElement>(
    _ type: Element.Type, _ base: UnsafeRawPointer, _ count: Int
  ) {
    // Unsafe: the caller's pointer to the same type.
    let elements = base.assumingMemoryBound(to: Element.self)
    for i in 0..<count { elements[i].addHash(to: &self) }
  }
}

/// Finds padding between the fields of a type, for assertions in debug builds.
enum Padding {
  /// True where every byte of the value belongs to a field; what follows it in an array is not its own.
  static func isFree<Value>(_ value: Value) -> Bool {
    byteCount(value) == MemoryLayout<Value>.size
  }

  /// Bytes of the value's fields; 0 where a payload hides them.
  static func byteCount(_ value: Any) -> Int {
    if let vector = value as? any SIMD { return lanes(vector) }
    let mirror = Mirror(reflecting: value)
    switch mirror.displayStyle {
    case .optional: return 0
    case .enum: return value is any RawRepresentable ? size(value) : 0
    default: break
    }
    if mirror.children.isEmpty { return size(value) }
    return mirror.children.reduce(0) { $0 + byteCount($1.value) }
  }

  private static func lanes<Vector: SIMD>(_ vector: Vector) -> Int {
    vector.scalarCount * MemoryLayout<Vector.Scalar>.size
  }

  private static func size(_ value: Any) -> Int {
    func size<T>(_ value: T) -> Int { MemoryLayout<T>.size }
    return _openExistential(value, do: size)
  }
}
