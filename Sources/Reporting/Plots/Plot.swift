/// A picture of curves over one axis, with everything that is told of its points.
///
/// One value makes the drawing, the CSV beside it and the specification for other plotters, so that the three agree.
public struct Plot: Sendable {
  /// One axis.
  public struct Axis: Sendable {
    /// What it measures, for people.
    public var label: String
    /// Name of its column in files, with the unit in it.
    public var key: String
    /// True for logarithms.
    public var isLogarithmic = false
    /// The ends, where they are known.
    public var fixed: ClosedRange<Double>?
    /// True where the axis holds 0.
    public var includesZero = false

    /// An axis from its values.
    public init(
      _ label: String, key: String, isLogarithmic: Bool = false, fixed: ClosedRange<Double>? = nil,
      includesZero: Bool = false
    ) {
      self.label = label
      self.key = key
      self.isLogarithmic = isLogarithmic
      self.fixed = fixed
      self.includesZero = includesZero
    }
  }

  /// What is special about a point.
  public enum Mark: String, Sendable {
    /// Nothing.
    case plain
    /// It is certified: a ring.
    case certified
    /// Others are certified to be less than it: a ring.
    case reference
    /// It is certified to be less than the reference: a ring with a stroke through it.
    case less
    /// Not all runs tell it: hollow.
    case partial
  }

  /// A point, with the interval in which the true value lies.
  public struct Point: Sendable {
    /// Place on the axis.
    public var x: Double
    /// The estimate.
    public var y: Double
    /// Lower end; nil for none.
    public var lower: Double?
    /// Upper end; nil for none.
    public var upper: Double?
    /// What is special about it.
    public var mark: Mark
    /// What is told of it where a reader points at it.
    public var note: String

    /// A point from its values.
    public init(
      x: Double, y: Double, lower: Double? = nil, upper: Double? = nil, mark: Mark = .plain,
      note: String = ""
    ) {
      self.x = x
      self.y = y
      self.lower = lower
      self.upper = upper
      self.mark = mark
      self.note = note
    }
  }

  /// Points under one name.
  public struct Series: Sendable {
    /// How they are drawn.
    public enum Style: Sendable {
      /// Symbols with bars for intervals, joined by a line.
      case joined
      /// Symbols with bars alone.
      case dots
      /// A line with a band for its intervals.
      case line
    }

    /// The name in the legend.
    public var name: String
    /// Its points, rising in x.
    public var points: [Point]
    /// How they are drawn.
    public var style: Style
    /// The colour, shape and dash: 0 … 5.
    public var tone: Int

    /// Points from their values.
    public init(_ name: String, _ points: [Point], style: Style = .joined, tone: Int) {
      self.name = name
      self.points = points
      self.style = style
      self.tone = tone % Self.toneCount
    }

    /// How many tones there are.
    public static let toneCount = 6
  }

  /// A line across the picture.
  public struct Rule: Sendable {
    /// Where it is: on the x axis, or on the y axis.
    public var isVertical: Bool
    /// Its place.
    public var value: Double
    /// What it says.
    public var label: String

    /// A line from its values.
    public init(atX value: Double, _ label: String) {
      isVertical = true
      self.value = value
      self.label = label
    }

    /// A line from its values.
    public init(atY value: Double, _ label: String) {
      isVertical = false
      self.value = value
      self.label = label
    }
  }

  /// Name of its files, without an ending; once in a page.
  public var name: String
  /// What it shows.
  public var title: String
  /// How to read it.
  public var caption: String
  /// The axis across.
  public var x: Axis
  /// The axis upwards.
  public var y: Axis
  /// The series, in the order of the legend.
  public var series: [Series]
  /// Lines across.
  public var rules: [Rule]

  /// A picture from its parts; what cannot be shown on its axes is left out, and the caption says how much.
  public init(
    name: String, title: String, caption: String, x: Axis, y: Axis, series: [Series],
    rules: [Rule] = []
  ) {
    self.name = name
    self.title = title
    self.x = x
    self.y = y
    self.rules = rules
    func isShown(_ point: Point) -> Bool {
      point.x.isFinite && point.y.isFinite && (!x.isLogarithmic || point.x > 0)
        && (!y.isLogarithmic || point.y > 0)
    }
    let all = series.reduce(0) { $0 + $1.points.count }
    var shown = series
    for place in shown.indices { shown[place].points.removeAll { !isShown($0) } }
    let left = all - shown.reduce(0) { $0 + $1.points.count }
    self.series = shown.filter { !$0.points.isEmpty }
    let reason = x.isLogarithmic || y.isLogarithmic ? "not above 0, or no number" : "no number"
    self.caption =
      left == 0
      ? caption
      : caption + " \(left) \(left == 1 ? "point is" : "points are") left out: \(reason)."
  }

  /// True where there is nothing to see.
  public var isEmpty: Bool { series.isEmpty }
}
