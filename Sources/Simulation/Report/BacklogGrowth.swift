import SimCore
import Work

/// How the backlog grew in the second half of a run: the slope of a straight line through it, second by second.
///
/// The first half is left out: a run begins empty, and its backlog grows until as many jobs are under way as the
/// demand takes. Where the second half still grows by a share of what comes up, the fleet does not bear the demand.
///
/// Source: stability of queues; mathematics (capacity λ*).
struct BacklogGrowth {
  // Sums over the moments, in steps and jobs from the first one on: exact in Int64 for runs of 10⁷ moments.
  private var count = 0
  private var firstStep = 0
  private var firstArrivals = 0
  private var lastArrivals = 0
  private var firstBacklog = 0
  private var steps = 0.0
  private var jobs = 0.0
  private var squares = 0.0
  private var products = 0.0

  /// Takes a moment in.
  mutating func add(step: Int, backlog: Int, arrivals: Int) {
    if count == 0 { (firstStep, firstArrivals, firstBacklog) = (step, arrivals, backlog) }
    let (x, y) = (Double(step - firstStep), Double(backlog - firstBacklog))
    count += 1
    lastArrivals = arrivals
    steps += x
    jobs += y
    squares += x * x
    products += x * y
  }

  /// Jobs per step by which the backlog grows; nil below three moments.
  var slope: Double? {
    guard count >= 3 else { return nil }
    let n = Double(count)
    let spread = squares - steps * steps / n
    return spread > 0 ? (products - steps * jobs / n) / spread : nil
  }

  /// Its growth as a share of the jobs that came up meanwhile; nil where none did.
  var share: Double? {
    guard let slope, lastArrivals > firstArrivals, count >= 3 else { return nil }
    // Moments are evenly apart: the last one is twice the mean after the first.
    let span = 2 * steps / Double(count)
    return slope * span / Double(lastArrivals - firstArrivals)
  }

  /// Lists what a snapshot holds.
  mutating func visitState(_ archive: inout StateArchive) {
    archive.visit(&count)
    archive.visit(&firstStep)
    archive.visit(&firstArrivals)
    archive.visit(&lastArrivals)
    archive.visit(&firstBacklog)
    archive.visit(&steps)
    archive.visit(&jobs)
    archive.visit(&squares)
    archive.visit(&products)
  }
}
