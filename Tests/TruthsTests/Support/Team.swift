import Coordination
import MeanFields
import SimCore

/// The linear-quadratic team of mathematics §6.2, scalar case: dynamics, gains and exact costs.
///
///     x_i ← A x_i + B u_i + D x̄ + E ū + w_i,   u_i = L_t (x_i − m) + M_t m
///     cost per tick: mean(Q x² + R u²) + Q̄ x̄² + R̄ ū², and without u at the end
///
/// Gains come from two scalar Riccati recursions in double precision. What an error of the estimate m
/// costs is Σ g_t (M_t − L_t)² E(m − x̄)², with g_t = R + R̄ + (B + E)² P̄_{t+1}.
struct Team {
  let (a, b, d, e): (Double, Double, Double, Double)
  let (q, r, qMean, rMean): (Double, Double, Double, Double)
  let noise: Double
  let horizon: Int
  let (startMean, startVariance): (Double, Double)
  private(set) var ownGains: [Double] = []
  private(set) var meanGains: [Double] = []
  private(set) var ownCosts: [Double] = []
  private(set) var meanCosts: [Double] = []

  init(_ truth: Truth) {
    let p = truth["parameters"]
    (a, b, d, e) = (p["A"].number, p["B"].number, p["D"].number, p["E"].number)
    (q, r, qMean, rMean) = (p["Q"].number, p["R"].number, p["Qb"].number, p["Rb"].number)
    noise = p["W"].number
    horizon = p["T"].count
    (startMean, startVariance) = (p["m0"].number, p["S0"].number)
    (ownGains, ownCosts) = riccati(a, b, q, r)
    (meanGains, meanCosts) = riccati(a + d, b + e, q + qMean, r + rMean)
  }

  private func riccati(
    _ a: Double, _ b: Double, _ q: Double, _ r: Double
  ) -> (gains: [Double], costs: [Double]) {
    var p = q
    var gains: [Double] = []
    var costs = [q]
    for _ in 0..<horizon {
      gains.append(-b * p * a / (r + b * p * b))
      p = q + a * p * a - (a * p * b) * (a * p * b) / (r + b * p * b)
      costs.append(p)
    }
    return (gains.reversed(), costs.reversed())
  }

  /// The optimal cost per robot of a team without end.
  var limitCost: Double {
    ownCosts[0] * startVariance + meanCosts[0] * startMean * startMean
      + (1...horizon).reduce(0) { $0 + ownCosts[$1] * noise }
  }

  /// The optimal cost per robot of N robots: affine in 1/N.
  func cost(_ n: Int) -> Double {
    let share = (1...horizon).reduce((meanCosts[0] - ownCosts[0]) * startVariance) {
      $0 + (meanCosts[$1] - ownCosts[$1]) * noise
    }
    return limitCost + share / Double(n)
  }

  /// What an error of the estimate with these variances by tick costs.
  private func costOfError(_ variance: (Int) -> Double) -> Double {
    (0..<horizon).reduce(0) { sum, t in
      let weight = r + rMean + (b + e) * (b + e) * meanCosts[t + 1]
      let gap = meanGains[t] - ownGains[t]
      return sum + weight * gap * gap * variance(t)
    }
  }

  /// The extra cost of a common sample of k robots per tick.
  func costOfSample(k: Int, n: Int) -> Double {
    var spread = startVariance
    return costOfError { t in
      defer {
        let loop = a + b * ownGains[t]
        spread = loop * loop * spread + noise
      }
      return spread * (1 / Double(k) - 1 / Double(n))
    }
  }

  /// The extra cost where the mean is observed every `period` ticks and predicted in between; with a
  /// period beyond the horizon and `observesStart` false, that of the limit's own path.
  func costOfPeriod(_ period: Int, n: Int, observesStart: Bool = true) -> Double {
    var error = startVariance / Double(n)
    return costOfError { t in
      if t % period == 0 && (t > 0 || observesStart) { error = 0 }
      defer {
        let loop = a + d + (b + e) * ownGains[t]
        error = loop * loop * error + noise / Double(n)
      }
      return error
    }
  }

  /// The standard deviation of x̄ − m at the end under the limit's own path.
  func endDeviation(n: Int) -> Double {
    var error = startVariance / Double(n)
    for t in 0..<horizon {
      let loop = a + d + (b + e) * ownGains[t]
      error = loop * loop * error + noise / Double(n)
    }
    return error.squareRoot()
  }

  /// One step of the mean where it follows its optimal control.
  func predicted(_ mean: Double, _ t: Int) -> Double {
    (a + d + (b + e) * meanGains[t]) * mean
  }
}

/// What the robots of a simulated team take for their mean.
enum TeamEstimate {
  /// The exact mean of each tick.
  case exact
  /// The limit's own path; nothing is measured.
  case limit
  /// A common sample of k robots.
  case common(Int)
  /// A private sample of k robots each.
  case own(Int)
  /// The exact mean every so many ticks, predicted in between.
  case held(Int)
}

/// Many independent teams of N robots, simulated with the product's fields and estimators.
///
/// Each team is one class of a signal, so a tick is one update. Streams are keyed by (team, robot, tick):
/// all kinds of estimate meet the same noise, and differences between them are paired.
struct TeamSimulation {
  /// Cost per robot of each team. [teams]
  var costs: [Double] = []
  /// x̄ at the end, of each team. [teams]
  var endMeans: [Double] = []
  /// Values outside the declared range.
  var saturations: Int64 = 0

  init(_ team: Team, robots n: Int, teams: Int, estimate: TeamEstimate, seed: UInt64) {
    let pool = WorkerPool(workerCount: 1)
    let populations = Array(repeating: n, count: teams)
    var signal = Field(
      populations: populations, ranges: FeatureRanges(count: 1, range: -16...16))
    var common = CommonSample(sampleSize: 1, largestClass: n)
    var sampled = [Float](repeating: 0, count: n)
    let one = PopulationLayout(populations: [n])
    var sampleSize = 1
    if case .own(let k) = estimate { sampleSize = k }
    var asked = PrivateSample(sampleSize: sampleSize, layout: one, featureCount: 1)
    var sampling = MeanFieldConfiguration()
    sampling.orchestratorRecursion = .exact
    // One robot's estimate of its class is its private field's only feature.
    var privates = PrivateField(
      configuration: sampling, layout: one,
      features: [FeatureDescription("x", range: -16...16, doc: "State.")], hasBlocks: false)
    var budget = BandwidthBudget(robotCount: 0, bytesPerSecond: 0, burst: 0)
    if case .common(let k) = estimate { common = CommonSample(sampleSize: k, largestClass: n) }
    var traffic = TrafficCounter(robotCount: n * teams)
    var states = Buffer<Float>(count: n * teams, repeating: 0)
    var believed = [Double](repeating: team.startMean, count: n)
    var held = [Double](repeating: team.startMean, count: teams)
    costs = Array(repeating: 0, count: teams)
    endMeans = Array(repeating: 0, count: teams)
    for i in 0..<n * teams {
      var stream = RandomStream(seed: seed, classIndex: i / n, index: i % n, purpose: .dynamics)
      states[i] =
        Float(team.startMean) + Float(team.startVariance.squareRoot()) * stream.normal()
    }
    for t in 0...team.horizon {
      // m of this tick, from the states that the last one left behind.
      switch estimate {
      case .common:
        for team in 0..<teams {
          let count = common.draw(
            classIndex: team, populationCount: n, firstRow: team * n, seed: seed, step: t,
            traffic: &traffic)
          common.gather(states.base + team * n, count: count, into: &sampled)
          signal.fold(classIndex: team, rows: sampled, count: count, pool: pool)
        }
        signal.advance()
      case .held(let period):
        if t % period == 0 {
          for team in 0..<teams {
            signal.fold(classIndex: team, rows: states.base + team * n, count: n, pool: pool)
          }
          signal.advance()
          for team in 0..<teams { held[team] = Double(signal.signals[team]) }
        }
      case .exact:
        for team in 0..<teams {
          signal.fold(classIndex: team, rows: states.base + team * n, count: n, pool: pool)
        }
        signal.advance()
      case .limit, .own: break
      }
      for index in 0..<teams {
        let first = index * n
        var mean = 0.0
        var square = 0.0
        for i in first..<first + n {
          let x = Double(states[i])
          mean += x
          square += x * x
        }
        mean /= Double(n)
        costs[index] += team.q * square / Double(n) + team.qMean * mean * mean
        if t == team.horizon {
          endMeans[index] = mean
          continue
        }
        switch estimate {
        case .exact, .common:
          let m = Double(signal.signals[index])
          for i in 0..<n { believed[i] = m }
        case .limit, .held:
          for i in 0..<n { believed[i] = held[index] }
          held[index] = team.predicted(held[index], t)
        case .own:
          asked.update(
            states.base + first, seed: derivedSeed(seed, UInt64(index)), step: t, pool: pool,
            traffic: &privates.traffic)
          _ = privates.advance(
            asked.estimates, channel: ChannelConfiguration(), bytes: 4, budget: &budget)
          for i in 0..<n { believed[i] = Double(privates.signals[i]) }
        }
        var controlSum = 0.0
        var controlSquare = 0.0
        for i in 0..<n {
          let x = Double(states[first + i])
          let u = team.ownGains[t] * (x - believed[i]) + team.meanGains[t] * believed[i]
          controlSum += u
          controlSquare += u * u
          var stream = RandomStream(
            seed: seed, classIndex: index, index: i, step: t + 1, purpose: .dynamics)
          let w = Double(stream.normal()) * team.noise.squareRoot()
          states[first + i] = Float(team.a * x + team.b * u + team.d * mean + w)
        }
        let control = controlSum / Double(n)
        costs[index] += team.r * controlSquare / Double(n) + team.rMean * control * control
      }
    }
    saturations = signal.saturationCount
    // E = 0 in the table used here; the loop above leaves ū out of the dynamics.
    precondition(team.e == 0)
  }
}
