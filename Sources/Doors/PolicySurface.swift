import Contracts

/// All that a world exchanges with policies outside: a group for each class and layer that has one.
public final class PolicySurface {
  /// The groups, orchestrators first, in class order.
  public let groups: [PolicyGroup]
  /// Physics steps made when it was last filled.
  public private(set) var step = 0
  /// Simulated seconds of that.
  public private(set) var time = 0.0

  /// A surface of groups.
  public init(_ groups: [PolicyGroup]) {
    self.groups = groups.sorted {
      ($0.shape.layer.rawValue, $0.shape.classIndex) < (
        $1.shape.layer.rawValue, $1.shape.classIndex
      )
    }
  }

  /// A surface of one world for some shapes, with memory of its own.
  public convenience init(shapes: [PolicyGroupShape]) {
    self.init(shapes.map { PolicyGroup(PolicyArrays($0)) })
  }

  /// Notes when it is filled.
  package func mark(step: Int, time: Double) { (self.step, self.time) = (step, time) }

  /// True where a class has a policy of this layer outside.
  public func has(_ layer: FieldLayer) -> Bool { groups.contains { $0.shape.layer == layer } }

  /// The group of a class and layer; nil where its policy is built in.
  public func group(classIndex: Int, _ layer: FieldLayer) -> PolicyGroup? {
    for group in groups
    where group.shape.classIndex == classIndex && group.shape.layer == layer {
      return group
    }
    return nil
  }
}
