import SimCore

/// Radial basis functions Φ_j(x) = exp(−|x − c_j|²/(2ℓ²)) around fixed centres.
///
/// Lipschitz with constant 0.607/ℓ per feature; with centres on a grid of pitch about ℓ.
/// The mean over N robots errs by E‖m̂_N − m‖² = (1 − E k(x, x′))/N in the kernel's norm, exactly.
///
/// Source: mathematics §1.1, §1.2.
public struct RadialFeature: PopulationFeature {
  /// First column of x in the microstates.
  public let column: Int
  /// Number of columns of x.
  public let dimension: Int
  /// The centres c_j, row-major. [count × dimension]
  public let centres: [Float]
  /// ℓ, in the columns' unit.
  public let lengthScale: Float
  /// Number of floats of a microstate.
  public let inputCount: Int
  /// Number of features.
  public let count: Int
  /// Name, unit and declared range of every feature. [count]
  public let descriptions: [FeatureDescription]

  /// Radial functions around centres.
  ///
  /// - Precondition: `lengthScale` > 0; `centres` holds whole points.
  public init(
    _ name: String, column: Int, dimension: Int, inputCount: Int, centres: [Float],
    lengthScale: Float
  ) {
    precondition(lengthScale > 0, "a length of \(lengthScale)")
    precondition(dimension > 0 && centres.count % dimension == 0, "centres are whole points")
    precondition(column >= 0 && column + dimension <= inputCount, "the columns exist")
    self.column = column
    self.dimension = dimension
    self.inputCount = inputCount
    self.centres = centres
    self.lengthScale = lengthScale
    count = centres.count / dimension
    descriptions = (0..<count).map {
      FeatureDescription(
        "\(name)\($0)", range: 0...1,
        doc: "Mean closeness to centre \($0), by a Gaussian of length \(lengthScale).")
    }
  }

  /// Writes the features of some microstates; see `PopulationFeature`.
  public func write(
    _ states: UnsafePointer<Float>, rowCount: Int, into rows: UnsafeMutablePointer<Float>
  ) -> Int64 {
    let factor = -1 / (2 * lengthScale * lengthScale)
    var outside: Int64 = 0
    centres.withUnsafeBufferPointer { centres in
      for i in 0..<rowCount {
        let x = states + i * inputCount + column
        for j in 0..<count {
          var square: Float = 0
          for axis in 0..<dimension {
            let d = x[axis] - centres[j * dimension + axis]
            square += d * d
          }
          let value = exponential(factor * square)
          if value.isNaN { outside &+= 1 }
          rows[i * count + j] = value.isNaN ? 0 : value
        }
      }
    }
    return outside
  }
}

/// Random Fourier features Φ_j(x) = √(2/D) cos(w_j·x + b_j) of a Gaussian kernel.
///
/// Φ(x)·Φ(y) → exp(−|x − y|²/(2ℓ²)) with an error of about 0.83/√D. Frequencies w_j ~ N(0, ℓ⁻²I) and
/// phases b_j ~ U[0, 2π) are drawn once from the seed.
///
/// Source: A. Rahimi and B. Recht, "Random features for large-scale kernel machines", NIPS 2007;
/// mathematics §1.1.
public struct FourierFeature: PopulationFeature {
  /// First column of x in the microstates.
  public let column: Int
  /// Number of columns of x.
  public let dimension: Int
  /// Number of floats of a microstate.
  public let inputCount: Int
  /// Number of features.
  public let count: Int
  /// Name, unit and declared range of every feature. [count]
  public let descriptions: [FeatureDescription]
  /// w_j, then b_j. [count × (dimension + 1)]
  private let waves: [Float]

  /// D = `count` features for a length ℓ.
  public init(
    _ name: String, column: Int, dimension: Int, inputCount: Int, count: Int, lengthScale: Float,
    seed: UInt64
  ) {
    precondition(lengthScale > 0 && count > 0, "a length of \(lengthScale), \(count) features")
    precondition(column >= 0 && column + dimension <= inputCount, "the columns exist")
    self.column = column
    self.dimension = dimension
    self.inputCount = inputCount
    self.count = count
    var waves: [Float] = []
    for j in 0..<count {
      var stream = RandomStream(seed: seed, index: j, purpose: .tooling)
      for _ in 0..<dimension { waves.append(stream.normal() / lengthScale) }
      waves.append(stream.uniform(0, 2 * Float.pi))
    }
    self.waves = waves
    let largest = (2 / Float(count)).squareRoot()
    descriptions = (0..<count).map {
      FeatureDescription(
        "\(name)\($0)", range: -largest...largest, doc: "Mean of random cosine wave \($0).")
    }
  }

  /// Writes the features of some microstates; see `PopulationFeature`.
  public func write(
    _ states: UnsafePointer<Float>, rowCount: Int, into rows: UnsafeMutablePointer<Float>
  ) -> Int64 {
    let amplitude = (2 / Float(count)).squareRoot()
    var outside: Int64 = 0
    waves.withUnsafeBufferPointer { waves in
      for i in 0..<rowCount {
        let x = states + i * inputCount + column
        for j in 0..<count {
          let wave = j * (dimension + 1)
          var phase = waves[wave + dimension]
          for axis in 0..<dimension { phase += waves[wave + axis] * x[axis] }
          let value = amplitude * cosine(phase)
          if value.isNaN { outside &+= 1 }
          rows[i * count + j] = value.isNaN ? 0 : value
        }
      }
    }
    return outside
  }
}
