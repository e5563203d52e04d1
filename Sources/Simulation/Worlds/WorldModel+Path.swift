import Coordination
import Scenes

/// Paths of the mean-field limit: what mode `limit` reads.
extension WorldModel {
  /// The same model with robots that read a path in place of any message.
  ///
  /// - Precondition: the path has this model's `pathShape`.
  public func reading(_ path: FieldPath) -> WorldModel {
    var model = self
    model.coordination.mode = .limit
    model.coordination.path = path
    return model
  }

  /// What a path needs to fit the model.
  ///
  /// - Complexity: O(cells of the spatial fields).
  public var pathShape: FieldPathShape { populationSetup(optionCount: 0, isAble: []).pathShape }

  /// Physics steps between two moments of a path.
  public var stepsPerMoment: Int { clocks.stepsPerOrchestratorTick }

  /// What is said of a path that was found for another fleet or other fields; nil where it fits, or there is none.
  var misfitOfPath: Diagnostic? {
    guard let path = coordination.path else { return nil }
    let (known, wanted) = (path.shape, pathShape)
    guard known != wanted else { return nil }
    let reason =
      if known.robotCounts != wanted.robotCounts {
        "is of \(words(known.robotCounts)); the scene has \(words(wanted.robotCounts))"
      } else if known.period != wanted.period {
        "has a moment every \(known.period) s; the orchestrators' period is \(wanted.period) s"
      } else {
        "has \(known.stackCount) + \(known.cellCount) numbers a moment; the policies of the scene read "
          + "\(wanted.stackCount) + \(wanted.cellCount)"
      }
    return Diagnostic(
      severity: .error, message: "the path \(reason); find it anew with 'fleetfield limit'",
      location: scene.locations["coordination.path"], notes: ["at scene.coordination.path"])
  }

  private func words(_ counts: [Int]) -> String {
    counts.map(String.init).joined(separator: " + ") + (counts == [1] ? " robot" : " robots")
  }
}

extension Fleet {
  /// Both mean fields as they are, in the form of a moment of a path. [model.pathShape.numberCount]
  ///
  /// - Complexity: O(stacks + cells), with allocations.
  public var fieldMoment: [Float] { population.moment }
}
