/// Why a policy outside the program cannot be asked any longer: a sentence with its name and the tick.
public struct PolicyFailure: Error, Equatable, Sendable {
  /// What went wrong, for people; empty where somebody stopped the run while a policy was waited for.
  public var message: String

  /// A failure from its sentence.
  public init(_ message: String) { self.message = message }

  /// Somebody stopped the run while a policy was waited for.
  public static let stopped = PolicyFailure("")

  /// True where nobody is to blame.
  public var isStop: Bool { message.isEmpty }
}

/// Who plays the policies that a scene leaves to others: a process, or the caller of a library.
///
/// It is called once per layer and tick, for all classes at once.
public protocol PolicyPlayer: AnyObject {
  /// Fills the answers of all groups of a layer from their observations.
  ///
  /// - Throws: `PolicyFailure`; the run then stands before this tick.
  func play(_ layer: PolicyGroup.Layer, on surface: PolicySurface) throws(PolicyFailure)
}
