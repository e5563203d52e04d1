import Contracts

/// Which numbers a policy outside sees of each robot of a class, and in which order.
///
/// An observation is a row of `width` numbers, section by section in the order of
/// `ObservationSection.allCases`. Columns and rows are the same for a process and for the C interface.
public struct ObservationLayout: Equatable, Sendable {
  /// The layer whose policies see it.
  public let layer: FieldLayer
  /// The sections it has, in order.
  public let sections: [ObservationSection]
  /// The columns, in order.
  public let columns: [ObservationColumn]
  /// Number of distance rays of the class.
  public let rayCount: Int
  /// Number of task options.
  public let optionCount: Int
  /// The first column of each section; −1 where it is left out.
  let starts: SectionStarts

  /// Numbers of a row.
  public var width: Int { columns.count }

  /// The layout of what an executor of a class sees.
  ///
  /// - Parameters:
  ///   - wanted: The sections that the policy asks for; nil for all.
  ///   - rayCount: Number of distance rays of the class.
  ///   - hasArm: True where the class has an arm.
  ///   - readsField: True where the spatial field is sampled for the policy.
  ///   - readsGoals: True where the policy is told how many are bound for a robot's goal.
  /// - Returns: The layout.
  public static func executor(
    wanted: [ObservationSection]? = nil, rayCount: Int, hasArm: Bool, readsField: Bool,
    readsGoals: Bool = false
  ) -> ObservationLayout {
    ObservationLayout(
      .executor, wanted, rayCount: rayCount, optionNames: [],
      lacking: (hasArm ? [] : [.tool]) + (readsField ? [] : [.field])
        + (readsGoals ? [] : [.goal]))
  }

  /// The layout of what an orchestrator sees, with the names of the task options.
  public static func orchestrator(
    wanted: [ObservationSection]? = nil, optionNames: [String]
  ) -> ObservationLayout {
    ObservationLayout(.orchestrator, wanted, rayCount: 0, optionNames: optionNames, lacking: [])
  }

  private init(
    _ layer: FieldLayer, _ wanted: [ObservationSection]?, rayCount: Int, optionNames: [String],
    lacking: [ObservationSection]
  ) {
    self.layer = layer
    self.rayCount = rayCount
    optionCount = optionNames.count
    var (sections, columns, starts) = (
      [ObservationSection](), [ObservationColumn](), SectionStarts()
    )
    for section in ObservationSection.allCases
    where section.isOfOrchestrators == (layer == .orchestrator) && !lacking.contains(section)
      && wanted?.contains(section) ?? true
    {
      starts[section] = columns.count
      sections.append(section)
      columns += section.columns(rayCount: rayCount, optionNames: optionNames)
    }
    (self.sections, self.columns, self.starts) = (sections, columns, starts)
  }

  /// The columns of a section, in order.
  public func columns(of section: ObservationSection) -> ArraySlice<ObservationColumn> {
    let start = starts[section]
    guard start >= 0 else { return [] }
    let next = sections.map { starts[$0] }.filter { $0 > start }.min() ?? columns.count
    return columns[start..<next]
  }
}

/// The first column of each section; −1 where it is left out.
struct SectionStarts: Equatable, Sendable {
  private var start = InlineArray<10, Int16>(repeating: -1)

  subscript(section: ObservationSection) -> Int {
    @inline(__always) get { Int(start[section.index]) }
    set { start[section.index] = Int16(newValue) }
  }

  static func == (one: SectionStarts, other: SectionStarts) -> Bool {
    ObservationSection.allCases.allSatisfy { one[$0] == other[$0] }
  }
}

extension ObservationSection {
  /// Its place in `allCases`.
  @inline(__always)
  var index: Int {
    switch self {
    case .body: 0
    case .work: 1
    case .way: 2
    case .neighbours: 3
    case .rays: 4
    case .field: 5
    case .goal: 6
    case .tool: 7
    case .plan: 8
    case .options: 9
    }
  }
}
