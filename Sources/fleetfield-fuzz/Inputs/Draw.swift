/// A small generator of random numbers: the same seed draws the same values on every machine.
///
/// Source: SplitMix64, G. Steele et al., OOPSLA 2014.
struct Draw: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// The generator of one input: of a campaign's seed, what is tried, and the input's number.
  init(seed: UInt64, _ purpose: String, _ index: Int) {
    // FNV-1a over the purpose, so that targets share no numbers.
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in purpose.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    state = hash ^ (seed &* 0x9E37_79B9_7F4A_7C15)
    state = next() ^ (UInt64(bitPattern: Int64(index)) &* 0xD134_2543_DE82_EF95)
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A whole number of the range.
  mutating func integer(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }

  /// A number of the range, rounded to millimetres so that texts stay short.
  mutating func number(_ range: ClosedRange<Double>) -> Double {
    (Double.random(in: range, using: &self) * 1000).rounded() / 1000
  }

  /// True in this share of the draws.
  mutating func chance(_ share: Double) -> Bool { Double.random(in: 0..<1, using: &self) < share }

  /// One of the values.
  ///
  /// - Precondition: there is one.
  mutating func pick<Values: RandomAccessCollection>(_ values: Values) -> Values.Element {
    values[values.index(values.startIndex, offsetBy: integer(0...values.count - 1))]
  }
}

/// The value of a trait at an input's number: each block of inputs has every value once, in an order
/// drawn from the seed, so that coverage is sure and pairs of traits are free.
func stratified<Value>(
  _ values: [Value], seed: UInt64, _ trait: String, _ index: Int
) -> Value {
  var draw = Draw(seed: seed, trait, index / values.count)
  return values.shuffled(using: &draw)[index % values.count]
}
