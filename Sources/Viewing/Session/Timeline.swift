import Simulation

/// The time axis of a run: how far it is known, where it stands, and what happened when.
public struct Timeline: Equatable, Sendable {
  /// The step that is shown.
  public var step = 0
  /// The furthest step that has been simulated or recorded.
  public var knownSteps = 0
  /// The run's length in steps; nil where it is open.
  public var totalSteps: Int?
  /// Physics steps per simulated second.
  public var stepsPerSecond = 60
  /// Events by step, ascending.
  public private(set) var events: [FleetEvent] = []
  /// Steps with a snapshot, ascending.
  public var keyframes: [Int] = []

  /// The longest axis there is, steps.
  private static let stepLimit = 1 << 50

  /// An empty time axis.
  public init() {}

  /// The step at the right end of the axis: the run's end, or what is known with room to grow.
  public var axisEnd: Int {
    // No run makes as many steps; a broken record may well claim more.
    let known = min(knownSteps, Timeline.stepLimit)
    if let totalSteps, totalSteps > 0 { return max(min(totalSteps, Timeline.stepLimit), known, 1) }
    return max(known + known / 8, 10 * stepsPerSecond)
  }

  /// Adds events; those already known are passed over.
  public mutating func add(_ more: [FleetEvent]) {
    for event in more {
      let place = events.partitionIndex { $0.step > event.step }
      var index = place
      var isKnown = false
      while index > 0, events[index - 1].step == event.step {
        index -= 1
        if events[index] == event { isKnown = true }
      }
      if !isKnown { events.insert(event, at: place) }
    }
  }

  /// Forgets what lies after a step: somebody has changed what follows it.
  public mutating func removeEvents(after step: Int) { events.removeAll { $0.step > step } }

  /// The share of the axis at a step, 0 … 1.
  public func share(of step: Int) -> Float { Float(step) / Float(axisEnd) }

  /// The step at a share of the axis, cut to what is known.
  public func step(atShare share: Float) -> Int {
    max(0, min(knownSteps, Int((Float(axisEnd) * share).rounded())))
  }

  /// The event within `tolerance` steps of a step, the nearest one.
  public func event(near step: Int, tolerance: Int) -> FleetEvent? {
    let (low, high) = (step - tolerance, step + tolerance)
    return events.filter { $0.step >= low && $0.step <= high }.min {
      abs($0.step - step) < abs($1.step - step)
    }
  }
}

extension Array {
  /// The first index whose element fulfils `isAfter`; elements that do are all at the end.
  fileprivate func partitionIndex(where isAfter: (Element) -> Bool) -> Int {
    var lower = 0
    var upper = count
    while lower < upper {
      let middle = (lower + upper) / 2
      if isAfter(self[middle]) { upper = middle } else { lower = middle + 1 }
    }
    return lower
  }
}
