import SimCore

/// A flat, growing array of a trivial type; 64-byte aligned, bounds asserted in debug builds.
///
/// Unlike `Buffer` it may grow in place, which the pair lists and tables of the world need. Growth
/// doubles, so a warm step does not allocate. Every column begins with room for one element
/// (`StartingRoom`), so that growth is a path that all runs take, and no test misses.
///
/// Unsafe: `base` is valid until the next growth; the step takes it afresh each time.
struct Column<Element: BitwiseCopyable>: ~Copyable, @unchecked Sendable {
  private(set) var base: UnsafeMutablePointer<Element>
  private(set) var capacity: Int
  var count: Int

  /// What a large column is given beside the elements that it first needs.
  private static var firstSpare: Int { 16 }

  init() {
    capacity = StartingRoom.least
    base = Self.allocate(self.capacity)
    count = 0
  }

  deinit { UnsafeMutableRawPointer(base).deallocate() }

  subscript(index: Int) -> Element {
    @inline(__always) unsafeAddress {
      assert(index >= 0 && index < count, "index \(index) is outside 0 ..< \(count)")
      return UnsafePointer(base + index)
    }
    @inline(__always) unsafeMutableAddress {
      assert(index >= 0 && index < count, "index \(index) is outside 0 ..< \(count)")
      return base + index
    }
  }

  /// Bytes held, spare room included.
  var byteCount: Int { capacity * MemoryLayout<Element>.stride }

  /// Adds an element at the end.
  mutating func append(_ value: Element) {
    ensure(count + 1)
    base[count] = value
    count += 1
  }

  /// Makes room for `needed` elements; those in use are kept.
  mutating func ensure(_ needed: Int) {
    if needed <= capacity { return }
    // Small columns double; large ones first get what is asked for, as most never grow again, and
    // then grow by an eighth: spare room is memory too.
    let isLarge = needed * MemoryLayout<Element>.stride > 1 << 16
    let isFirst = capacity <= Self.firstSpare
    let newCapacity =
      isLarge
      ? needed + (isFirst ? Self.firstSpare : needed / 8)
      : max(needed + needed / 4, capacity * 2)
    let fresh = Self.allocate(newCapacity)
    fresh.update(from: base, count: count)
    UnsafeMutableRawPointer(base).deallocate()
    base = fresh
    capacity = newCapacity
  }

  /// Sets the count; elements beyond the old count have undefined content until written.
  mutating func resize(_ newCount: Int) {
    ensure(newCount)
    count = newCount
  }

  /// Sets the count and every element.
  mutating func fill(count newCount: Int, with value: Element) {
    resize(newCount)
    base.update(repeating: value, count: newCount)
  }

  /// Sets the seven rows after the last, which a vector may read.
  mutating func pad(with value: Element) {
    ensure(count + 8)
    for i in count..<(count + 8) { base[i] = value }
  }

  private static func allocate(_ capacity: Int) -> UnsafeMutablePointer<Element> {
    // A lane of 8 may be read past the last element, so a vector's width is added.
    let bytes = (capacity * MemoryLayout<Element>.stride + 127) & ~63
    let raw = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
    raw.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
    return raw.bindMemory(to: Element.self, capacity: capacity)
  }
}
