import Recording
import Scenes
import SimCore
import Simulation

/// The compiled scenes of a run folder, for a run that goes on in it or is simulated again.
enum RunScenes {
  /// Compiles the parts of a course from one of them on; nil after the mistakes were printed.
  ///
  /// A resolved scene was sound when it was written: a mistake means that it was changed, or that a file
  /// it needs is gone.
  static func legs(
    _ course: RunCourse, from first: Int, voice: RunVoice
  ) -> [CompiledLeg]? {
    var legs: [CompiledLeg] = []
    for leg in course.legs[first...] {
      switch SceneInput.open(path: leg.scenePath, overrides: [], seed: nil, isQuiet: true) {
      case .wrong(let diagnostics):
        voice.complain(diagnostics)
        return nil
      case .ready(let model, _):
        legs.append(CompiledLeg(model: model, lastStep: leg.lastStep))
      }
    }
    return legs
  }

  /// The moment that a snapshot holds.
  ///
  /// - Throws: `RecordingError` (`isInput`) where its state is none.
  static func moment(
    _ snapshot: SnapshotFile, of folder: String
  ) throws(RecordingError) -> RunMoment {
    do throws(FleetSnapshotError) { return try RunMoment(bytes: snapshot.state) } catch {
      throw refusal(error, snapshot.header.step, folder)
    }
  }

  /// The run as it was at a moment.
  ///
  /// - Throws: `RecordingError` (`isInput`) where the moment is of another scene.
  static func fleet(
    _ moment: RunMoment, _ model: WorldModel, _ pool: WorkerPool, of folder: String
  ) throws(RecordingError) -> Fleet {
    do throws(FleetSnapshotError) {
      return try Fleet(model: model, pool: pool, restoring: moment.fleet)
    } catch {
      throw refusal(error, moment.fleet.step, folder)
    }
  }

  private static func refusal(
    _ error: FleetSnapshotError, _ step: Int, _ folder: String
  ) -> RecordingError {
    RecordingError(
      "'\(folder)' cannot be gone on with from step \(step): \(error.description)", isInput: true)
  }
}
