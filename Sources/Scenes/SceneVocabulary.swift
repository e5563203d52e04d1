import Embodiments
import Policies
import Work

/// What a program lets scenes name: its kinds of policies, of drives and of tasks.
///
///     var vocabulary = SceneVocabulary.standard
///     vocabulary.policies = vocabulary.policies.adding(MyPolicy.kind)
///     let result = SceneLoader.load(path: "my.fleet.yaml", vocabulary: vocabulary)
///
/// Words, parameters, documentation and suggestions of the scene language follow from it.
public struct SceneVocabulary: Sendable {
  /// Kinds of orchestrators and executors.
  public var policies = PolicyCatalog.standard.adding(External.orchestrator).adding(
    External.executor)
  /// Kinds of drives.
  public var drives = DriveCatalog.standard
  /// Kinds of tasks.
  public var tasks = TaskCatalog.standard
  /// Who plays the policies that a scene leaves to others.
  public var players = Players.nobody

  /// Who plays the policies that a scene leaves to others.
  public enum Players: Equatable, Sendable {
    /// Nobody: a scene that leaves one to others is refused.
    case nobody
    /// Somebody plays these and no others.
    case named([String])
    /// Whoever runs the scene sees to it.
    case anybody
  }

  /// The built-in kinds.
  public static let standard = SceneVocabulary()

  /// The built-in kinds.
  public init() {}
}
