import SimCore

/// How often each duration came up, in bins that are as fine as a share of the duration: bounded memory for
/// any number of durations.
///
/// Durations are whole numbers, such as steps. Below 128 each has a bin of its own; above, each octave
/// has 64, so that a bin's middle is within 1/128 (0.8 %) of all that it holds. Counts are whole numbers: they
/// do not depend on the order in which durations come.
///
/// Source: the bins of G. Tene's HdrHistogram, with 6 bits for the part of an octave.
public struct DurationCounts: Sendable, Equatable {
  /// Durations in each bin. [binCount]
  private var counts = [Int32](repeating: 0, count: Self.binCount)
  /// Number of durations.
  public private(set) var total = 0
  /// The longest of them; 0 for none.
  public private(set) var longest = 0

  /// None yet.
  public init() {}

  /// Bits that say where in its octave a duration lies.
  private static let partBits = 6
  /// Durations are below 2³¹.
  private static let octaves = 31
  /// Bins of 0 to 127, and 64 for each octave from there on.
  static let binCount = (octaves - partBits + 1) << partBits

  /// Counts a duration; one that is negative counts as 0, and one of 2³¹ or more as the longest there is.
  ///
  /// - Complexity: O(1), no allocation.
  public mutating func add(_ duration: Int) {
    let held = min(max(0, duration), 1 << Self.octaves - 1)
    counts[Self.bin(of: held)] += 1
    total += 1
    longest = max(longest, held)
  }

  /// The bin of a duration.
  static func bin(of duration: Int) -> Int {
    guard duration >= 1 << (partBits + 1) else { return duration }
    let shift = Int.bitWidth - duration.leadingZeroBitCount - 1 - partBits
    return shift << partBits + duration >> shift
  }

  /// The middle of a bin.
  static func middle(ofBin bin: Int) -> Double {
    guard bin >= 1 << (partBits + 1) else { return Double(bin) }
    let shift = bin >> partBits - 1
    let first = (bin - shift << partBits) << shift
    return Double(first) + Double(1 << shift - 1) / 2
  }

  /// Lists what a snapshot holds.
  public mutating func visitState(_ archive: inout StateArchive) {
    archive.visit(&counts)
    archive.visit(&total)
    archive.visit(&longest)
  }
}

extension DurationCounts {
  /// The duration by which a share of all has ended, by Kaplan and Meier's product; nil where that is not known.
  ///
  /// Those that have not ended yet are under watch for as long as they have lasted, and count until then. It
  /// is not known where nothing has ended, and beyond the last end as long as others go on: `atLeast` then
  /// says what is certain. As any product limit it takes those that go on for no others than those that
  /// ended; where durations grow while they are counted, as in a queue that grows, it is too low.
  ///
  /// - Parameters:
  ///   - share: Which share, in (0, 1): 0.5 is the median.
  ///   - open: How long those have lasted that have not ended.
  /// - Returns: The middle of the bin in which the product passes the share: within 0.8 % of the exact limit, or
  ///   of the end next to it, since those of one bin count as ended at once.
  /// - Complexity: O(bins).
  public func quantile(_ share: Double, open: DurationCounts) -> Double? {
    precondition(share > 0 && share < 1, "a share lies between 0 and 1")
    var atRisk = total + open.total
    var left = 1.0
    for bin in 0..<Self.binCount {
      let ended = Int(counts[bin])
      if ended > 0 {
        left *= Double(atRisk - ended) / Double(atRisk)
        if left <= 1 - share + Survival.rounding { return Self.middle(ofBin: bin) }
      }
      atRisk -= ended + Int(open.counts[bin])
    }
    return nil
  }

  /// The least that this share of all can last: the quantile with those that have not ended taken to end now;
  /// nil where there are none at all.
  ///
  /// - Parameters:
  ///   - share: Which share, in (0, 1).
  ///   - open: How long those have lasted that have not ended.
  /// - Returns: A duration, within 0.8 %.
  /// - Complexity: O(bins).
  public func atLeast(_ share: Double, open: DurationCounts) -> Double? {
    precondition(share > 0 && share < 1, "a share lies between 0 and 1")
    let all = total + open.total
    guard all > 0 else { return nil }
    var passed = 0
    for bin in 0..<Self.binCount {
      passed += Int(counts[bin]) + Int(open.counts[bin])
      if Double(passed) >= share * Double(all) - Survival.rounding {
        return Self.middle(ofBin: bin)
      }
    }
    return nil
  }
}
