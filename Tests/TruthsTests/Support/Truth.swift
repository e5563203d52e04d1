import Foundation

/// A value of a committed fixture: answers computed apart from this project.
///
/// Tables of learning are not here: they come with what they test.
struct Truth {
  private let value: Any

  private init(_ value: Any) { self.value = value }

  /// The fixture of a name; a missing one stops the tests, for they would prove nothing.
  static func file(_ name: String) -> Truth {
    let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Fixtures/\(name).json")
    guard let data = try? Data(contentsOf: url),
      let value = try? JSONSerialization.jsonObject(with: data)
    else { preconditionFailure("no fixture \(url.path)") }
    return Truth(value)
  }

  /// The entry of an object.
  subscript(key: String) -> Truth {
    guard let entry = (value as? [String: Any])?[key] else {
      preconditionFailure("the fixture has no \(key)")
    }
    return Truth(entry)
  }

  /// An element of an array.
  subscript(index: Int) -> Truth { list[index] }

  /// The elements of an array.
  var list: [Truth] { (value as? [Any] ?? []).map(Truth.init) }

  /// A number.
  var number: Double {
    guard let number = value as? NSNumber else { preconditionFailure("\(value) is no number") }
    return number.doubleValue
  }

  /// A number, or nil where there is something else: `inf` is a word in some tables.
  var optionalNumber: Double? { (value as? NSNumber)?.doubleValue }

  /// A word.
  var text: String { value as? String ?? "" }

  /// A whole number.
  var count: Int { Int(number) }

  /// The numbers of an array.
  var numbers: [Double] { list.map(\.number) }

  /// The numbers of an array of arrays.
  var rows: [[Double]] { list.map(\.numbers) }
}

/// True where two numbers agree relative to the larger one of 1 and their size.
func agree(_ a: Double, _ b: Double, _ tolerance: Double = 1e-9) -> Bool {
  abs(a - b) <= tolerance * max(1, abs(b))
}

/// A running mean and its standard error.
struct Tally {
  private(set) var count = 0
  private var sum = 0.0
  private var squares = 0.0

  mutating func add(_ x: Double) {
    count += 1
    sum += x
    squares += x * x
  }

  var mean: Double { sum / Double(count) }
  var variance: Double {
    max(0, (squares - sum * sum / Double(count)) / Double(max(1, count - 1)))
  }
  var standardError: Double { (variance / Double(count)).squareRoot() }

  /// Standard errors between the mean and a truth: at most 4 in every test here.
  func deviation(from truth: Double) -> Double { (mean - truth) / max(1e-300, standardError) }
}

/// The slope of a straight line through points, by least squares.
func slope(_ x: [Double], _ y: [Double]) -> Double {
  let n = Double(x.count)
  let (mx, my) = (x.reduce(0, +) / n, y.reduce(0, +) / n)
  let sxy = zip(x, y).reduce(0.0) { $0 + ($1.0 - mx) * ($1.1 - my) }
  return sxy / x.reduce(0.0) { $0 + ($1 - mx) * ($1 - mx) }
}
