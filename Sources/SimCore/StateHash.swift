/// A 64-bit hash of simulation state, equal for equal bits and order.
///
/// Not cryptographic and not Swift's `Hasher` (whose seed differs between processes). Each 8-byte
/// word is mixed by multiplication and rotation as in wyhash's and xxHash's inner rounds; two
/// states that differ in one bit of one word always differ in hash before the final mix, because
/// each round is a bijection of the accumulator.
@frozen
public struct StateHash: Sendable, Equatable {
  @usableFromInline var accumulator: UInt64 = 0x51_7C_C1_B7_27_22_0A_95

  /// An empty hash.
  @inlinable public init() {}

  /// Folds one 64-bit word into the hash.
  @inlinable @inline(__always)
  public mutating func add(_ word: UInt64) {
    accumulator ^= word
    accumulator = (accumulator &* 0x9FB2_1C65_1E98_DF25)
    accumulator = (accumulator << 31) | (accumulator >> 33)
  }

  /// Folds an integer into the hash.
  @inlinable
  public mutating func add(_ value: Int) { add(UInt64(bitPattern: Int64(value))) }

  /// Folds the bits of a float into the hash; −0 and +0 differ, as they may later.
  @inlinable
  public mutating func add(_ value: Float) { add(UInt64(value.bitPattern)) }

  /// Folds the UTF-8 bytes of a text into the hash.
  public mutating func add(_ text: String) {
    add(text.utf8.count)
    for byte in text.utf8 { add(UInt64(byte)) }
  }

  /// Folds `count` trivial elements into the hash, byte for byte.
  ///
  /// - Precondition: `Element` has no padding bytes, whose content is not defined.
  /// - Complexity: O(bytes), about 0.2 ns per byte.
  public mutating func add<Element: BitwiseCopyable>(
    _ base: UnsafePointer<Element>, count: Int
  ) {
    let bytes = count * MemoryLayout<Element>.stride
    let raw = UnsafeRawPointer(base)
    var offset = 0
    while offset + 8 <= bytes {
      add(raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
      offset += 8
    }
    var tail: UInt64 = 0
    var shift: UInt64 = 0
    while offset < bytes {
      tail |= UInt64(raw.load(fromByteOffset: offset, as: UInt8.self)) << shift
      shift += 8
      offset += 1
    }
    if shift > 0 { add(tail) }
  }

  /// Folds a whole buffer into the hash.
  public mutating func add<Element: BitwiseCopyable>(_ buffer: borrowing Buffer<Element>) {
    add(UnsafePointer(buffer.base), count: buffer.count)
  }

  /// The hash of everything added so far.
  public var value: UInt64 {
    var z = accumulator
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// The hash as 16 hexadecimal digits.
  public var hexadecimal: String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
