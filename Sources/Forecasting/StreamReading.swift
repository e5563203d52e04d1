import Embodiments
import Navigation
import Scenes
import Simulation
import Work

/// A stream of jobs between two stations, as a prediction needs it.
struct StreamReading {
  /// Its name.
  var name: String
  /// Its index among tasks.
  var task: Int
  /// Indices of the zones where jobs begin and end.
  var from: Int, to: Int
  /// Mean arrivals over the run, jobs per second.
  var rate: Double
  /// Work at either end, seconds.
  var dwell: Double
  /// Mass of a load, kg.
  var mass: Double
  /// Claims that each place of its pick-up may have, and loads under way to its delivery; `.max` where unlimited.
  var claimsPerSlot: Int, loadLimit: Int
  /// Classes that do it, by index.
  var classes: [Int]
}

/// What of a scene can be predicted: its streams; and all that keeps it from being.
struct WorkReading {
  /// The streams, in scene order.
  var streams: [StreamReading] = []
  /// Why there is none, each in a sentence, with the place that is to blame.
  var problems: [Diagnostic] = []
  /// What is left out of account, for people.
  var notes: [String] = []

  init(_ model: WorldModel) {
    let scene = model.scene
    func note(_ message: String, _ path: String) {
      problems.append(
        Diagnostic(severity: .error, message: message, location: scene.locations[path]))
    }
    for (index, spec) in scene.tasks.enumerated() {
      let path = "tasks.\(spec.name)"
      guard let stream = spec.kind as? StreamTask, let stations = model.tasks.rules[index].stations
      else {
        note(
          "'\(spec.name)' is \(type(of: spec.kind).summary): only streams from station to station can be "
            + "predicted (keys from, to and rate)", path)
        continue
      }
      let able = model.classes.indices.filter {
        model.tasks.isAble(task: index, robotClass: $0) && !model.classes[$0].rows.isEmpty
      }
      if let arm = able.first(where: { model.classes[$0].embodiment.arm != nil }) {
        note(
          "'\(spec.name)' is done by the arms of '\(model.classes[arm].name)': reaching cannot be predicted, only "
            + "driving", path)
      } else if able.isEmpty {
        note("nobody does '\(spec.name)'", path)
      }
      let duration = max(1e-3, model.duration)
      let pieces = stream.rate.pieces
      var jobs = 0.0
      for (k, piece) in pieces.enumerated() {
        let end = k + 1 < pieces.count ? Double(pieces[k + 1].start) : duration
        jobs += Double(piece.rate) * max(0, min(end, duration) - Double(piece.start))
      }
      streams.append(
        StreamReading(
          name: spec.name, task: index, from: stations.from, to: stations.to,
          rate: jobs / duration, dwell: Double(spec.dwell), mass: Double(spec.loadMass),
          claimsPerSlot: stations.claimsPerSlot == .max ? .max : Int(stations.claimsPerSlot),
          loadLimit: stations.loadLimit, classes: able))
    }
    if scene.tasks.isEmpty {
      problems.append(
        Diagnostic(
          severity: .error,
          message: "the scene has no tasks: expected streams from station to station",
          location: nil))
    }
    streams.removeAll { $0.rate <= 0 }
    if problems.isEmpty && streams.isEmpty {
      problems.append(
        Diagnostic(
          severity: .error, message: "no jobs come up within the run: every rate is 0",
          location: nil))
    }
    if model.roadmap != nil {
      note(
        "under the rule 'priority' a centre leads everybody over regions of its own, which no measured lane says "
          + "anything about; expected rightHand, oneWay or none", "world.traffic.rule")
    }
    if !scene.disturbances.isQuiet {
      notes.append("disturbances of the scene are left out")
    }
    if !model.trafficZones.isEmpty { notes.append("zones that slow traffic are left out") }
  }
}
