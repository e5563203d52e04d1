import Foundation
import MeanFields
import SimCore
import Testing

/// The mean of headings as a field of (cos θ, sin θ): the product's signal.
private struct HeadingField: ~Copyable {
  var signal: Field
  var rows: [Float]
  let count: Int
  let pool = WorkerPool(workerCount: 1)

  init(_ count: Int) {
    self.count = count
    signal = Field(populations: [count], ranges: FeatureRanges(count: 2))
    rows = [Float](repeating: 0, count: 2 * count)
  }

  /// The mean direction of these angles, after an update of the field.
  mutating func mean(_ angles: [Double]) -> (x: Double, y: Double) {
    for i in 0..<count {
      let (sine, cosine) = sineCosine(Float(angles[i]))
      rows[2 * i] = cosine
      rows[2 * i + 1] = sine
    }
    signal.fold(classIndex: 0, rows: rows, count: count, pool: pool)
    signal.advance()
    return (Double(signal.signals[0]), Double(signal.signals[1]))
  }
}

@Suite("Truth: Kuramoto and Vicsek")
struct OscillatorTests {
  private let kuramoto = Truth.file("kuramoto")
  private let vicsek = Truth.file("vicsek")

  /// Oscillators θ' = ω + K r sin(ψ − θ) by Runge and Kutta's rule; returns r over time.
  private func run(
    _ rates: [Double], coupling: Double, start: [Double], step: Double, steps: Int
  ) -> [Double] {
    var field = HeadingField(rates.count)
    var angles = start
    var order: [Double] = []
    func rate(_ angles: [Double], _ m: (x: Double, y: Double)) -> [Double] {
      angles.indices.map { i in
        let (sine, cosine) = sineCosine(Float(angles[i]))
        return rates[i] + coupling * (m.y * Double(cosine) - m.x * Double(sine))
      }
    }
    for _ in 0..<steps {
      let m = field.mean(angles)
      order.append((m.x * m.x + m.y * m.y).squareRoot())
      let k1 = rate(angles, m)
      let a2 = angles.indices.map { angles[$0] + step / 2 * k1[$0] }
      let k2 = rate(a2, field.mean(a2))
      let a3 = angles.indices.map { angles[$0] + step / 2 * k2[$0] }
      let k3 = rate(a3, field.mean(a3))
      let a4 = angles.indices.map { angles[$0] + step * k3[$0] }
      let k4 = rate(a4, field.mean(a4))
      for i in angles.indices {
        angles[i] += step / 6 * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i])
        // Kept near 0: the features take a Float.
        if abs(angles[i]) > 10 { angles[i].formTruncatingRemainder(dividingBy: 2 * Double.pi) }
      }
    }
    return order
  }

  /// Angles in a fixed order that has nothing to do with the rates.
  private func angles(_ n: Int, spread: Double = 1) -> [Double] {
    (0..<n).map { i in
      let place = (Double(i) * 0.618_033_988_75).truncatingRemainder(dividingBy: 1)
      return spread * (place - 0.5) * 2 * Double.pi
    }
  }

  /// Quantiles of a standard normal distribution, by bisection of the error function.
  private func normalQuantile(_ p: Double) -> Double {
    var (low, high) = (-9.0, 9.0)
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if 0.5 * erfc(-middle / 2.0.squareRoot()) < p { low = middle } else { high = middle }
    }
    return low
  }

  @Test(
    "oscillators with Gaussian rates lock to the order of theory, and not below K_c",
    arguments: 0..<7)
  func gaussian(row: Int) {
    let entry = kuramoto["gaussian"]["table"][row]
    let n = 300
    let rates = (0..<n).map { normalQuantile((Double($0) + 0.5) / Double(n)) }
    let order = run(
      rates, coupling: entry["K"].number, start: angles(n, spread: 0.5), step: 0.1, steps: 500)
    let mean = order[250...].reduce(0, +) / 250
    let tolerance = 3 / Double(n).squareRoot() + 1 / Double(n)
    #expect(abs(mean - entry["r"].number) < tolerance, "\(mean) for \(entry["r"].number)")
    // Quantile rates do far better than the bound away from K_c = 1.596.
    if entry["K"].number >= 2 { #expect(abs(mean - entry["r"].number) < 0.01, "\(mean)") }
  }

  @Test("oscillators with Lorentzian rates lock to √(1 − K_c/K)", arguments: [3, 4, 5])
  func lorentzian(row: Int) {
    let entry = kuramoto["lorentzian"]["table"][row]
    let n = 300
    let gamma = kuramoto["lorentzian"]["gamma"].number
    let rates = (0..<n).map { i in
      gamma * tan(Double.pi * ((Double(i) + 0.5) / Double(n) - 0.5))
    }
    let order = run(
      rates, coupling: entry["K"].number, start: angles(n, spread: 0.5), step: 0.05, steps: 800)
    let mean = order[400...].reduce(0, +) / 400
    #expect(abs(mean - entry["r_closed"].number) < 0.03, "\(mean)")
  }

  @Test("order grows from 0.1 along Ott and Antonsen's closed form")
  func transient() {
    let table = kuramoto["transient"]
    let gamma = table["gamma"].number
    let n = 2000
    // The Ott–Antonsen state: at every rate the phases have the density of order r₀ around 0. Pairs ±θ
    // of a low-discrepancy sequence represent it.
    let r0 = table["r0"].number
    var rates: [Double] = []
    var start: [Double] = []
    for i in 0..<n / 2 {
      let p = (Double(i) + 0.5) / Double(n / 2)
      let u = (Double(i) * 0.618_033_988_75 + 0.25).truncatingRemainder(dividingBy: 1)
      // Poisson kernel quantile: tan(θ/2) = (1 − r)/(1 + r) tan(π(u − ½)).
      let angle = 2 * atan((1 - r0) / (1 + r0) * tan(Double.pi * (u - 0.5)))
      let rate = gamma * tan(Double.pi * (p - 0.5))
      rates += [rate, -rate]
      start += [angle, -angle]
    }
    let order = run(rates, coupling: table["K"].number, start: start, step: 0.05, steps: 161)
    for value in table["values"].list where value["t"].number <= 8 {
      let r = order[Int((value["t"].number / 0.05).rounded())]
      #expect(
        abs(r - value["r"].number) < 0.03, "\(r) for \(value["r"].number) at \(value["t"].number)")
    }
  }

  @Test("incoherent phases have E r² = 1/N exactly", arguments: [10, 100])
  func incoherent(n: Int) {
    var field = HeadingField(n)
    var tally = Tally()
    for trial in 0..<2000 {
      var stream = RandomStream(seed: 6, index: trial, purpose: .tooling)
      let m = field.mean((0..<n).map { _ in Double(stream.uniform(-.pi, .pi)) })
      tally.add(m.x * m.x + m.y * m.y)
    }
    #expect(abs(tally.deviation(from: 1 / Double(n))) < 4)
  }

  /// Headings that follow their mean; returns the mean order after a transient.
  private func flock(_ n: Int, eta: Double, isExtrinsic: Bool, start: Double, steps: Int) -> Double
  {
    var field = HeadingField(n)
    var angles = self.angles(n, spread: start)
    var sum = 0.0
    for step in 0..<steps {
      let m = field.mean(angles)
      if step >= steps / 2 { sum += (m.x * m.x + m.y * m.y).squareRoot() }
      for i in 0..<n {
        var stream = RandomStream(seed: 2, index: i, step: step, purpose: .dynamics)
        let noise = Double(stream.uniform(-.pi, .pi))
        if isExtrinsic {
          let (sine, cosine) = sineCosine(Float(noise))
          angles[i] = atan2(m.y + eta * Double(sine), m.x + eta * Double(cosine))
        } else {
          angles[i] = atan2(m.y, m.x) + eta * noise
        }
      }
    }
    return sum / Double(steps - steps / 2)
  }

  @Test("headings with noise of their own keep the order sin(πη)/(πη)", arguments: 0..<5)
  func intrinsic(row: Int) {
    let entry = vicsek["intrinsic"][row]
    let n = 1000
    let order = flock(n, eta: entry["eta"].number, isExtrinsic: false, start: 0.3, steps: 60)
    #expect(abs(order - entry["v"].number) < 0.012, "\(order) for \(entry["v"].number)")
    #expect(
      agree(
        entry["v"].number, sin(Double.pi * entry["eta"].number) / (Double.pi * entry["eta"].number))
    )
  }

  @Test(
    "headings with noise on what they read keep the order of the upper branch", arguments: 0..<5)
  func extrinsic(row: Int) {
    let entry = vicsek["extrinsic"][row]
    let order = flock(1000, eta: entry["eta"].number, isExtrinsic: true, start: 0.3, steps: 100)
    #expect(abs(order - entry["v_upper"].number) < 0.02, "\(order) for \(entry["v_upper"].number)")
  }

  @Test("between η = 0.5 and 0.6715 the start decides; below order grows, above it is lost")
  func bistability() {
    #expect(vicsek["disorder_unstable_below"].number == 0.5)
    #expect(flock(1000, eta: 0.6, isExtrinsic: true, start: 0.3, steps: 100) > 0.8)
    #expect(flock(1000, eta: 0.6, isExtrinsic: true, start: 1, steps: 40) < 0.2)
    #expect(flock(1000, eta: 0.4, isExtrinsic: true, start: 1, steps: 120) > 0.9)
    #expect(vicsek["saddle_node"]["eta"].number < 0.72)
    #expect(flock(1000, eta: 0.72, isExtrinsic: true, start: 0.3, steps: 120) < 0.2)
  }
}
