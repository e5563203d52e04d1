/// Which rows of a flat table of all robots belong to which class: classes one after another.
public struct PopulationLayout: Equatable, Sendable {
  /// First row of each class, then the number of robots. [classCount + 1]
  public let classStarts: [Int]

  /// A layout for classes of these numbers of robots.
  public init(populations: [Int]) {
    precondition(!populations.isEmpty, "a population has at least one class")
    precondition(populations.allSatisfy { $0 >= 0 }, "a class has no negative size")
    var starts = [0]
    for count in populations { starts.append((starts.last ?? 0) + count) }
    precondition((starts.last ?? 0) < 1 << 31, "at most 2³¹ robots")
    classStarts = starts
  }

  /// Number of classes.
  public var classCount: Int { classStarts.count - 1 }
  /// Number of robots of all classes.
  public var robotCount: Int { classStarts[classCount] }
  /// The rows of a class.
  public func rows(ofClass classIndex: Int) -> Range<Int> {
    classStarts[classIndex]..<classStarts[classIndex + 1]
  }
  /// Number of robots of a class.
  public func count(ofClass classIndex: Int) -> Int {
    classStarts[classIndex + 1] - classStarts[classIndex]
  }
}
