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
  public var policies = PolicyCatalog.standard
  /// Kinds of drives.
  public var drives = DriveCatalog.standard
  /// Kinds of tasks.
  public var tasks = TaskCatalog.standard

  /// The built-in kinds.
  public static let standard = SceneVocabulary()

  /// The built-in kinds.
  public init() {}
}
