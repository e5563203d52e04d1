import Coordination
import Embodiments
import MeanFields
import Policies
import SimCore

/// All that there is to say of one key of the scene language: what `fleetfield explain` prints.
public struct SceneKeyExplanation: Equatable, Sendable {
  /// A word that may stand at the key.
  public struct Word: Equatable, Sendable {
    /// The word.
    public var word: String
    /// What it means; empty where the key's own sentence says it.
    public var meaning: String
  }
  /// Path, expectation, units, default, condition and the sentence.
  public var key: SceneKeyDescription
  /// Words that may stand there; none where it is no matter of words.
  public var words: [Word]
  /// Words that people try and that are refused, with the reason.
  public var refused: [Word]
  /// Keys beside it, itself among them, of which exactly one is given; none without such a rule.
  public var alternatives: [String]
  /// The path of what it stands in, with its sentence; nil at the top.
  public var inside: Word?
  /// Keys of the mapping that stands there, with their sentences.
  public var below: [Word]
  /// What reads it where not all do, in words; empty where it always counts.
  public var readers: String
  /// Paths of other keys of its name.
  public var namesakes: [String]
  /// A piece of a scene that has it.
  public var example: String
}

extension SceneSchema {
  /// What somebody may mean by a path of a key.
  public enum Meaning: Equatable, Sendable {
    /// One key; several explanations where it has a meaning of its own for each of several kinds.
    case key([SceneKeyExplanation])
    /// Several keys, which are called so or end so.
    case several([SceneKeyDescription])
    /// None; and the path that is nearest, where one is.
    case unknown(nearest: String?)
  }

  /// What a path means, from the table that directs reading.
  ///
  /// The author's names and numbers of elements may stand in it or be left out: `robots.carrier.body.radius`,
  /// `robots.body.radius`. Where no key has that path, those that end with it are meant (`radius`), then those
  /// whose path has its words in that order (`robots.radius`); a leading `fleet.` is passed over.
  ///
  ///     if case .key(let explanations) = SceneSchema.meaning(of: "traffic.rule") { … }
  ///
  /// - Complexity: O(keys).
  public static func meaning(of path: String) -> Meaning {
    var words = SchemaPlace.words(of: path)
    if words.count > 1, words[0] == "fleet" { words.removeFirst() }
    // Templates have the keys of robots, and are told once.
    if words.count > 1, words[0] == "templates" { words[0] = "robots" }
    let found = find(words, in: places)
    guard let first = found.first else {
      return .unknown(nearest: nearest(words, in: places))
    }
    guard found.allSatisfy({ $0.path == first.path }) else {
      return .several(distinct(found).map(SceneKeyDescription.init))
    }
    return .key(explanations(found, among: places))
  }

  private static func find(_ words: [String], in places: [SchemaPlace]) -> [SchemaPlace] {
    guard !words.isEmpty else { return [] }
    for isMeant in [
      { (place: SchemaPlace) in place.isMeant(by: words) }, { $0.ends(with: words) },
      { $0.passes(through: words) },
    ] {
      let found = places.filter(isMeant)
      if !found.isEmpty { return found }
    }
    return []
  }

  /// The first of each path.
  private static func distinct(_ places: [SchemaPlace]) -> [SchemaPlace] {
    var paths: [String] = []
    return places.filter { place in
      guard !paths.contains(place.path) else { return false }
      paths.append(place.path)
      return true
    }
  }

  /// The path that words which mean nothing are nearest to: one with a last word that is written like theirs
  /// and stands where they say, else one that is written like all of them.
  private static func nearest(_ words: [String], in places: [SchemaPlace]) -> String? {
    guard let last = words.last else { return nil }
    let names = distinct(places).map(\.key.name)
    let plain = places.map { SchemaPlace.words(of: $0.path).joined(separator: ".") }
    guard let name = nearestName(to: last, among: names) else {
      return nearestName(to: words.joined(separator: "."), among: plain)
    }
    let stands = find(words.dropLast() + [name], in: places)
    if let place = stands.first { return words.count == 1 ? name : place.path }
    return nearestName(to: words.joined(separator: "."), among: plain) ?? name
  }

  // MARK: Explanations

  /// What there is to say of a key; conditions under which it is the same are one.
  private static func explanations(
    _ found: [SchemaPlace], among places: [SchemaPlace]
  ) -> [SceneKeyExplanation] {
    var explanations: [SceneKeyExplanation] = []
    var alike: [[String]] = []
    for place in found {
      let explanation = SceneKeyExplanation(place, among: places)
      var plain = explanation
      plain.key.condition = ""
      let known = explanations.firstIndex { other in
        var other = other
        other.key.condition = ""
        other.example = plain.example
        return other == plain && place.key.when != nil
      }
      guard let known, let when = place.key.when else {
        explanations.append(explanation)
        alike.append(place.key.when?.values ?? [])
        continue
      }
      alike[known] += when.values
      explanations[known].key.condition = "\(when.key) is \(listed(alike[known]))"
    }
    return explanations
  }
}

extension SceneKeyExplanation {
  fileprivate init(_ place: SchemaPlace, among places: [SchemaPlace]) {
    key = SceneKeyDescription(place)
    words = place.key.type.words.map { Word(word: $0, meaning: Self.meaning($0, at: place.path)) }
    refused = place.key.type.refused.map { Word(word: $0.word, meaning: $0.reason) }
    let isAlternative = place.mapping.exactlyOneOf.contains(place.key.name)
    alternatives = isAlternative ? place.mapping.exactlyOneOf : []
    inside = places.last { other in
      place.path.hasPrefix(other.path + ".") || place.path.hasPrefix(other.path + "[].")
    }.map { Word(word: $0.path, meaning: $0.key.doc) }
    var names: [String] = []
    below =
      (place.key.type.mapping?.keys ?? []).compactMap { key in
        guard !names.contains(key.name) else { return nil }
        names.append(key.name)
        return Word(word: key.name, meaning: key.doc)
      }
    readers = Self.readers(of: place.path)
    var paths: [String] = []
    for other in places
    where other.key.name == place.key.name && other.path != place.path
      && !paths.contains(other.path)
    { paths.append(other.path) }
    namesakes = paths
    example = SchemaExample(place).text
  }

  /// What a word means where a catalogue says so.
  private static func meaning(_ word: String, at path: String) -> String {
    switch path {
    case "coordination.mode":
      CoordinationCatalog.kinds.first { $0.mode.rawValue == word }?.summary ?? ""
    case "robots.*.drive.kind":
      DriveCatalog.standard.kinds.first { $0.word == word }?.summary ?? ""
    case "robots.*.body.shape": Footprint.Shape(rawValue: word)?.summary ?? ""
    case "policies.*.kind":
      SceneVocabulary.standard.policies.kinds.first { $0.name == word }?.summary ?? ""
    default: ""
    }
  }

  /// Which modes or recursions read a key of coordination, where not all do.
  private static func readers(of path: String) -> String {
    for (key, modes) in SceneChecks.keysOfModes
    where path == (["coordination"] + key).joined(separator: ".") {
      return "mode " + listed(modes)
    }
    for field in ["orchestrator_field", "executor_field"] {
      for (key, recursion) in SceneChecks.keysOfRecursions
      where path == "coordination.\(field).\(key)" { return "recursion " + recursion }
    }
    return ""
  }
}

extension SchemaType {
  /// Words that may stand there, alone or beside a number.
  fileprivate var words: [String] {
    switch self {
    case .choice(let words, _): words
    case .number(let rule): rule.words
    case .list(let element, _): element.words
    case .either(.some(let scalar), _, _): scalar.words
    default: []
    }
  }

  /// Words that people try and that are refused.
  fileprivate var refused: [RefusedWord] {
    switch self {
    case .choice(_, let refused): refused
    case .list(let element, _): element.refused
    case .either(.some(let scalar), _, _): scalar.refused
    default: []
    }
  }

  /// The mapping that stands there, or in each element of what stands there.
  fileprivate var mapping: SchemaMapping? {
    switch self {
    case .mapping(let mapping), .named(_, let mapping): mapping
    case .list(let element, _), .table(_, let element): element.mapping
    case .either(_, let list, let mapping): mapping?.mapping ?? list?.mapping
    default: nil
    }
  }
}
