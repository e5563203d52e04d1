// A portable build has only the portable functions.
#if !FLEETFIELD_PORTABLE
  import CSimCore
  import SimCore
  import Testing

  /// Every operation of the vectors, with vector instructions and lane by lane.
  ///
  /// The core has no other difference between the two builds, so where these agree, its states do.
  @Suite("Vector instructions and their portable stand-ins")
  struct LaneTests {
    private typealias F8 = SIMD8<Float>

    /// Vectors of ordinary numbers, of the odd ones, and of mixtures.
    private static let samples: [F8] = {
      var stream = RandomStream(seed: 21, purpose: .tooling)
      let odd: [Float] = [
        0, -0.0, 1, -1, .infinity, -.infinity, .nan, .leastNonzeroMagnitude,
        -.leastNormalMagnitude, .greatestFiniteMagnitude, 1e-20, -3.5,
      ]
      return (0..<60).map { k in
        var v = F8.zero
        for lane in 0..<8 {
          let isOdd = k % 3 == 1 || (k % 3 == 2 && stream.below(2) == 0)
          v[lane] = isOdd ? odd[stream.below(odd.count)] : stream.uniform(-2, 2)
        }
        return v
      }
    }()

    private func isSame(_ a: F8, _ b: F8) -> Bool {
      unsafeBitCast(a, to: SIMD8<UInt32>.self) == unsafeBitCast(b, to: SIMD8<UInt32>.self)
    }

    @Test("choosing and comparing give the same bits, odd numbers included")
    func comparing() {
      for a in Self.samples {
        #expect(isSame(fleetfield_f8_abs(a), fleetfield_portable_f8_abs(a)))
        for b in Self.samples {
          #expect(isSame(fleetfield_f8_min(a, b), fleetfield_portable_f8_min(a, b)))
          #expect(isSame(fleetfield_f8_max(a, b), fleetfield_portable_f8_max(a, b)))
          #expect(fleetfield_f8_any_less(a, b) == fleetfield_portable_f8_any_less(a, b))
          let below = fleetfield_f8_below(a, b)
          let atMost = fleetfield_f8_at_most(a, b)
          #expect(isSame(below, fleetfield_portable_f8_below(a, b)))
          #expect(isSame(atMost, fleetfield_portable_f8_at_most(a, b)))
          #expect(
            isSame(fleetfield_f8_pick(below, a, b), fleetfield_portable_f8_pick(below, a, b)))
          #expect(
            isSame(fleetfield_f8_and(below, atMost), fleetfield_portable_f8_and(below, atMost)))
          #expect(isSame(fleetfield_f8_and(a, below), fleetfield_portable_f8_and(a, below)))
          #expect(
            isSame(fleetfield_f8_or(below, atMost), fleetfield_portable_f8_or(below, atMost)))
          #expect(
            isSame(
              fleetfield_f8_where_positive(a, b, a), fleetfield_portable_f8_where_positive(a, b, a))
          )
        }
      }
    }

    @Test("shuffles, gathers and scatters move the same bits")
    func moving() {
      for (k, a) in Self.samples.enumerated() {
        let b = Self.samples[(7 * k + 3) % Self.samples.count]
        #expect(isSame(fleetfield_f8_low(a, b), fleetfield_portable_f8_low(a, b)))
        #expect(isSame(fleetfield_f8_high(a, b), fleetfield_portable_f8_high(a, b)))
        #expect(isSame(fleetfield_f8_firsts(a, b), fleetfield_portable_f8_firsts(a, b)))
        #expect(isSame(fleetfield_f8_lasts(a, b), fleetfield_portable_f8_lasts(a, b)))
      }
      let table = Buffer(Self.samples.prefix(16).flatMap { v in (0..<8).map { v[$0] } })
      let other = Buffer(table.array)
      for i in Int32(0)..<31 {
        let j = (11 * i + 5) % 32
        if i == j { continue }
        let rows = fleetfield_f8_rows(table.base, i, j)
        #expect(isSame(rows, fleetfield_portable_f8_rows(other.base, i, j)))
        fleetfield_f8_set_rows(table.base, j, i, rows)
        fleetfield_portable_f8_set_rows(other.base, j, i, rows)
        #expect(table.array.map(\.bitPattern) == other.array.map(\.bitPattern))
      }
    }

    @Test("cells and masks of indices are the same")
    func indices() {
      let indices: [Int32] = [0, -1, 5, .min, .max, -7, 1, 0]
      #expect(
        isSame(
          fleetfield_f8_nonnegative(indices), fleetfield_portable_f8_nonnegative(indices)))
      for v in Self.samples {
        for lane in 0..<8 {
          for limit: Float in [0, 1, 17, 65_535] {
            #expect(
              fleetfield_cell(v[lane] * 9, limit) == fleetfield_portable_cell(v[lane] * 9, limit))
          }
        }
      }
    }
  }
#endif
