/// A value on the heap with exactly one owner, or nothing: what lets a type hold another value of
/// itself, and what keeps a type of many columns small for the compiler.
///
/// Unsafe inside: the pointer is made in `init`, never leaves, and dies with the owner.
public struct Owned<Value: ~Copyable>: ~Copyable, @unchecked Sendable {
  @usableFromInline let pointer: UnsafeMutablePointer<Value>?

  /// Nothing.
  public init() { pointer = nil }

  /// Moves a value to the heap.
  public init(_ value: consuming Value) {
    let memory = UnsafeMutablePointer<Value>.allocate(capacity: 1)
    memory.initialize(to: value)
    pointer = memory
  }

  deinit {
    pointer?.deinitialize(count: 1)
    pointer?.deallocate()
  }

  /// True where there is no value.
  public var isEmpty: Bool { pointer == nil }

  /// Where the value lies, for an addressor; valid as long as its owner.
  ///
  /// - Precondition: there is one.
  @inlinable
  public var address: UnsafePointer<Value> {
    @inline(__always) get { UnsafePointer(mutableAddress) }
  }

  /// The same, to change it.
  @inlinable
  public var mutableAddress: UnsafeMutablePointer<Value> {
    @inline(__always) get {
      guard let pointer else { preconditionFailure("there is no value") }
      return pointer
    }
  }

  /// Calls a function with the value.
  ///
  /// - Precondition: there is one.
  public func read<Result>(_ body: (borrowing Value) -> Result) -> Result {
    guard let pointer else { preconditionFailure("there is no value") }
    return body(pointer.pointee)
  }

  /// Calls a function that may change the value.
  ///
  /// - Precondition: there is one.
  public mutating func update<Result>(_ body: (inout Value) -> Result) -> Result {
    guard let pointer else { preconditionFailure("there is no value") }
    return body(&pointer.pointee)
  }
}
