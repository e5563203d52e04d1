/// The kinds of tasks that scenes may have.
///
///     let catalog = TaskCatalog.standard.adding(MyTask.self)
public struct TaskCatalog: Sendable {
  /// All kinds, in the order of their documentation.
  public private(set) var kinds: [any TaskKind.Type]

  /// The built-in kinds; a new kind is a file and a line.
  public static let standard = TaskCatalog([
    StreamTask.self, MapTask.self, GoalTask.self, PointTask.self, LifelongTask.self,
    OrderTask.self,
  ])

  /// A catalogue of kinds, each of another word.
  public init(_ kinds: [any TaskKind.Type] = []) {
    self.kinds = []
    for kind in kinds { self = adding(kind) }
  }

  /// This catalogue with one more kind.
  ///
  /// - Precondition: no kind of the catalogue has its word or one of its keys.
  public func adding(_ kind: any TaskKind.Type) -> TaskCatalog {
    for known in kinds {
      precondition(
        known.mark.word != kind.mark.word, "two kinds of task are chosen by '\(kind.mark.word)'")
      for key in kind.keys {
        precondition(
          !known.keys.contains { $0.name == key.name },
          "two kinds of task have the key '\(key.name)'")
      }
    }
    var result = self
    result.kinds.append(kind)
    return result
  }
}
