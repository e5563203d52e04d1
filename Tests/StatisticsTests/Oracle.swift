import Foundation
import TestSupport
import Testing

/// A line of `Oracles/oracles.csv`: what another library says of the same numbers.
struct Oracle: Sendable, CustomTestStringConvertible {
  var inputs: [[Double]]
  var expected: [Double]

  /// The single number at this place of the inputs.
  func number(_ index: Int) -> Double { inputs[index][0] }

  var testDescription: String {
    inputs.map { $0.prefix(3).map { "\($0)" }.joined(separator: " ") }.joined(separator: "; ")
  }

  /// All lines of one function; none is a mistake of the test.
  static func all(_ function: String) -> [Oracle] {
    guard let found = lines[function] else { fatalError("oracles.csv has no line of \(function)") }
    return found
  }

  private static let lines: [String: [Oracle]] = {
    let path = Repository.root + "Tests/StatisticsTests/Oracles/oracles.csv"
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      fatalError("cannot read \(path)")
    }
    var lines: [String: [Oracle]] = [:]
    for line in text.split(separator: "\n").dropFirst(2) {
      let cells = line.split(separator: ",")
      let oracle = Oracle(
        inputs: cells[1].split(separator: ";").map(numbers), expected: numbers(cells[2]))
      lines[String(cells[0]), default: []].append(oracle)
    }
    return lines
  }()

  private static func numbers(_ text: Substring) -> [Double] {
    text.split(separator: " ").map { word in
      guard let number = Double(word) else { fatalError("oracles.csv: '\(word)' is no number") }
      return number
    }
  }
}

/// True where both agree to this share of the expected number, or are both tiny.
func agree(_ value: Double, _ expected: Double, to tolerance: Double = 1e-10) -> Bool {
  value == expected || abs(value - expected) <= tolerance * abs(expected)
}
