/// The kinds of tasks that scenes may have, in the order of their documentation.
public enum TaskCatalog {
  /// One line for each kind; a new kind is a file and a line.
  public static let kinds: [any TaskKind.Type] = [
    StreamTask.self,
    MapTask.self,
    GoalTask.self,
    PointTask.self,
  ]
}
