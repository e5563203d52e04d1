import Commands
import Foundation
import SimCore
import Viewing

/// How the values of single options are read.
extension ViewRequest {
  /// At most one picture of each field, each with the end of its scale where that is pinned: `density=0.5`.
  mutating func takeFields(_ value: String) throws {
    (options.field, options.plan, options.fieldTops) = (nil, nil, [:])
    for part in value.split(separator: ",", omittingEmptySubsequences: false) {
      let words = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = String(words[0])
      guard let channel = FieldChannel(rawValue: name) else {
        throw unknown(name, "--field", FieldChannel.allCases.map(\.rawValue))
      }
      if words.count > 1 {
        guard let top = Double(words[1]), (1e-6...1e6).contains(top) else {
          throw UsageError(
            "--field \(name)=TOP needs a number above 0 in \(channel.unit), not “\(words[1])”")
        }
        options.fieldTops[channel] = Float(top)
      }
      let isExecution = channel.isOfExecutors
      if let other = isExecution ? options.field : options.plan {
        throw UsageError(
          "--field: \(other.rawValue) and \(name) are both of \(isExecution ? "m^exec" : "m^orch");"
            + " one of each field lies on the floor")
      }
      if isExecution { options.field = channel } else { options.plan = channel }
    }
  }

  mutating func takeVariation(_ value: String) throws {
    let place = value.firstIndex(of: "=")
    let values = place.map {
      value[value.index(after: $0)...].split(separator: ",").map(String.init)
    }
    guard let place, place != value.startIndex, let values, values.count >= 2,
      Set(values).count == values.count
    else {
      throw UsageError(
        "--vary needs KEY=LEFT,RIGHT, two different values, such as coordination.mode=none,meanField;"
          + " not “\(value)”")
    }
    variation = (String(value[..<place]), values)
  }

  mutating func takeSize(_ value: String) throws {
    let parts = value.split(separator: "x").compactMap { Int($0) }
    guard parts.count == 2, parts.allSatisfy({ (16...16384).contains($0) }) else {
      throw UsageError("--size needs WIDTHxHEIGHT in pixels, each 16 to 16384, such as 1280x720")
    }
    (width, height) = (parts[0], parts[1])
  }

  mutating func takeOverride(_ value: String) throws {
    guard let place = value.firstIndex(of: "="), place != value.startIndex else {
      throw UsageError("--set needs NAME=VALUE, not “\(value)”")
    }
    overrides.append(
      (String(value[..<place]), String(value[value.index(after: place)...])))
  }

  func words<Word: RawRepresentable<String> & CaseIterable & Hashable>(
    _ value: String, _ flag: String
  ) throws -> Set<Word> {
    if value == "none" { return [] }
    // The help covers what it would be there with.
    if value == "all" {
      return Set(Word.allCases.filter { $0.rawValue != PanelKind.help.rawValue })
    }
    return Set(
      try value.split(separator: ",").map { part in
        guard let word = Word(rawValue: String(part)) else {
          throw unknown(String(part), flag, Word.allCases.map(\.rawValue) + ["none", "all"])
        }
        return word
      })
  }

  func unknown(_ value: String, _ flag: String, _ known: [String]) -> UsageError {
    UsageError(
      "\(flag) does not know “\(value)”: \(known.joined(separator: ", ")) are possible"
        + hint(value, known))
  }

  /// `; did you mean 'x'?` where a word is near, or is the beginning of a single one; else nothing.
  private func hint(_ word: String, _ known: [String]) -> String {
    let begun = known.filter { word.count > 1 && $0.hasPrefix(word.lowercased()) }
    let near = nearestName(to: word, among: known) ?? (begun.count == 1 ? begun[0] : nil)
    return near.map { "; did you mean '\($0)'?" } ?? ""
  }

  func number(_ value: String, _ flag: String, _ range: ClosedRange<Double>) throws
    -> Double
  {
    guard let number = Double(value), range.contains(number) else {
      throw UsageError(
        "\(flag) needs a number from \(range.lowerBound) to \(range.upperBound), not “\(value)”")
    }
    return number
  }

  func whole(_ value: String, _ flag: String, _ range: ClosedRange<Int>) throws -> Int {
    guard let number = Int(value), range.contains(number) else {
      throw UsageError(
        "\(flag) needs a whole number from \(range.lowerBound) to \(range.upperBound),"
          + " not “\(value)”")
    }
    return number
  }

  func seconds(_ value: String, _ flag: String) throws -> Double {
    guard let seconds = simulatedTime(value) else {
      // `1min30` lacks its last unit.
      let meant = simulatedTime(value + "s") != nil ? "; did you mean '\(value)s'?" : ""
      throw UsageError("\(flag) needs a time such as 90, 90s or 1min30s, not “\(value)”\(meant)")
    }
    return seconds
  }

  /// One time, or several with commas between.
  mutating func takeTimes(_ value: String) throws {
    let found = try value.split(separator: ",", omittingEmptySubsequences: false).map {
      try seconds(String($0), "--at")
    }
    times = Set(found).sorted()
  }
}
