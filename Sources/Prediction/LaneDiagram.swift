/// What streets and doors pass, by how many robots are there: a measured fundamental diagram of our own movers.
///
/// Lengths are in body lengths 2 r and times in what top speed takes for one, so that bodies of all sizes share a row.
/// A cross-section is a shape, a width in radii, and whether both directions are driven.
///
/// Source: fundamental diagrams, B. D. Greenshields, A study of traffic capacity, 1935; measured on rings, as Y. Sugiyama
/// et al., Traffic jams without bottlenecks, 2008, do it; the rows come from `Scenes/Benchmarks/lanes.sh`.
public struct LaneDiagram: Equatable, Sendable {
  /// What a cross-section is part of.
  public enum Shape: String, Sendable, CaseIterable {
    /// A street: presence is density in each direction, in bodies per body length.
    case ring
    /// An opening between two rooms: presence is how many bodies are before and in it.
    case door
  }

  /// One measured point.
  public struct Point: Equatable, Sendable {
    /// How many are there, in the shape's measure.
    public var presence: Double
    /// Bodies per time of a body length, in one direction of a street or through a door both ways.
    public var flow: Double
  }

  /// The points of one cross-section, of one body and one seed.
  public struct Curve: Equatable, Sendable {
    /// The points, presence rising.
    public var points: [Point]

    /// The greatest measured flow.
    public var capacity: Double { points.map(\.flow).max() ?? 0 }
    /// The presence at which that was.
    public var critical: Double { points.max { $0.flow < $1.flow }?.presence ?? 0 }
    /// Speed on an empty street, relative to top speed.
    public var freeSpeed: Double {
      points.first { $0.presence > 0 }.map { $0.flow / $0.presence } ?? 1
    }

    /// The flow at a presence: straight between points, on from nothing, and as at the last beyond it.
    ///
    /// - Complexity: O(points).
    public func flow(at presence: Double) -> Double {
      var last = Point(presence: 0, flow: 0)
      for point in points {
        if presence <= point.presence {
          if point.presence <= last.presence { return point.flow }
          let share = (presence - last.presence) / (point.presence - last.presence)
          return last.flow + share * (point.flow - last.flow)
        }
        last = point
      }
      return last.flow
    }

    /// The flow through a door before which some robots are: its capacity until it falls.
    public func flow(queued: Double) -> Double { queued <= critical ? capacity : flow(at: queued) }
  }

  /// A cross-section with all its curves.
  public struct Section: Equatable, Sendable {
    /// What it is part of.
    public var shape: Shape
    /// Its width, radii of the bodies.
    public var width: Double
    /// True where it is driven in both directions.
    public var isTwoWay: Bool
    /// A curve for each body and seed.
    public var curves: [Curve]

    /// The greatest flows of its curves: least, mean and greatest.
    public var capacity: (least: Double, mean: Double, greatest: Double) {
      let all = curves.map(\.capacity)
      return (
        all.min() ?? 0, all.reduce(0, +) / Double(max(1, all.count)), all.max() ?? 0
      )
    }
  }

  /// The cross-sections: by shape, one-way before two-way, and width.
  public var sections: [Section]

  /// The measured cross-section that a passage is at least as wide as; the narrowest where it is narrower than all; nil
  /// where none of the shape was measured.
  ///
  /// The width is the clear one, in radii of the body.
  public func section(_ shape: Shape, width: Double, isTwoWay: Bool) -> Section? {
    let kind = sections.filter { $0.shape == shape && $0.isTwoWay == isTwoWay }
    // 2 %: clear widths are measured between curves.
    return kind.last { $0.width <= 1.02 * width } ?? kind.first
  }

  /// The measured cross-sections between which the width of a passage lies, and where between.
  ///
  /// The share is 0 at the narrower and 1 at the wider; widths are clear ones, in radii of the body. Beyond the ends both are the last one; nil where none of the shape was measured.
  public func neighbours(
    _ shape: Shape, width: Double, isTwoWay: Bool
  ) -> (narrow: Section, wide: Section, share: Double)? {
    guard let narrow = section(shape, width: width, isTwoWay: isTwoWay) else { return nil }
    let wide = sections.first {
      $0.shape == shape && $0.isTwoWay == isTwoWay && $0.width > narrow.width
    }
    guard let wide, width > narrow.width else { return (narrow, narrow, 0) }
    return (narrow, wide, min(1, (width - narrow.width) / (wide.width - narrow.width)))
  }
}

extension LaneDiagram {
  /// Why a file is no diagram.
  public struct Mistake: Error, Equatable, Sendable {
    /// The line, from 1.
    public var line: Int
    /// What is wrong, for people.
    public var message: String
  }

  /// The columns that a file must have; it may have others.
  public static let columns = [
    "shape", "width_radii", "directions", "radius_m", "seed", "presence", "flow",
  ]

  /// Reads the CSV that `lanes.sh` writes.
  ///
  /// - Returns: The diagram, or every mistake.
  public static func read(_ text: String) -> Result<LaneDiagram, Mistakes> {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let header = cells(lines.first ?? "")
    var mistakes: [Mistake] = []
    var place: [String: Int] = [:]
    for name in columns {
      place[name] = header.firstIndex(of: name)
      if place[name] == nil {
        mistakes.append(Mistake(line: 1, message: "the column '\(name)' is missing"))
      }
    }
    guard mistakes.isEmpty else { return .failure(Mistakes(all: mistakes)) }
    var rows: [(section: Section, key: String, point: Point)] = []
    for (index, line) in lines.enumerated().dropFirst() where !line.allSatisfy(\.isWhitespace) {
      let cells = cells(line)
      func cell(_ name: String) -> String {
        let column = place[name] ?? 0
        return column < cells.count ? cells[column] : ""
      }
      func number(_ name: String, above least: Double) -> Double {
        if let value = Double(cell(name)), value.isFinite, value >= least { return value }
        mistakes.append(
          Mistake(
            line: index + 1,
            message:
              "expected a number of at least \(Int(least)) for '\(name)', found '\(cell(name))'"))
        return least
      }
      let shape = Shape(rawValue: cell("shape"))
      if shape == nil {
        mistakes.append(
          Mistake(
            line: index + 1,
            message:
              "expected \(Shape.allCases.map(\.rawValue).joined(separator: " or ")) for 'shape', "
              + "found '\(cell("shape"))'"))
      }
      if !["1", "2"].contains(cell("directions")) {
        mistakes.append(
          Mistake(
            line: index + 1,
            message: "expected 1 or 2 for 'directions', found '\(cell("directions"))'"))
      }
      let point = Point(
        presence: number("presence", above: 0), flow: number("flow", above: 0))
      rows.append(
        (
          Section(
            shape: shape ?? .ring, width: number("width_radii", above: 0),
            isTwoWay: cell("directions") == "2", curves: []),
          "\(cell("radius_m")) \(cell("seed"))", point
        ))
    }
    if mistakes.isEmpty && rows.isEmpty {
      mistakes.append(Mistake(line: 1, message: "there is no row"))
    }
    guard mistakes.isEmpty else { return .failure(Mistakes(all: mistakes)) }
    return .success(LaneDiagram(sections: gathered(rows)))
  }

  /// All mistakes of a file.
  public struct Mistakes: Error, Equatable, Sendable {
    /// In the order of lines.
    public var all: [Mistake]
  }

  private static func cells(_ line: Substring) -> [String] {
    line.split(separator: ",", omittingEmptySubsequences: false).map {
      String($0.filter { !$0.isWhitespace })
    }
  }

  private static func gathered(
    _ rows: [(section: Section, key: String, point: Point)]
  ) -> [Section] {
    var sections: [Section] = []
    var keys: [[String]] = []
    for row in rows {
      var place = sections.firstIndex {
        $0.shape == row.section.shape && $0.width == row.section.width
          && $0.isTwoWay == row.section.isTwoWay
      }
      if place == nil {
        place = sections.count
        sections.append(row.section)
        keys.append([])
      }
      guard let section = place else { continue }
      var curve = keys[section].firstIndex(of: row.key)
      if curve == nil {
        curve = keys[section].count
        keys[section].append(row.key)
        sections[section].curves.append(Curve(points: []))
      }
      if let curve { sections[section].curves[curve].points.append(row.point) }
    }
    for section in sections.indices {
      for curve in sections[section].curves.indices {
        sections[section].curves[curve].points.sort { $0.presence < $1.presence }
      }
    }
    return sections.sorted {
      ($0.shape.rawValue, $0.isTwoWay ? 1 : 0, $0.width)
        < ($1.shape.rawValue, $1.isTwoWay ? 1 : 0, $1.width)
    }
  }
}
