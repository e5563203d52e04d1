import Work

/// How scenes write the catalogue of tasks.
extension TaskCatalog {
  /// The keys of all kinds, in the order of the catalogue; the words of `source` are one key.
  var schemaKeys: [SchemaKey] {
    var keys: [SchemaKey] = []
    for kind in kinds {
      keys += kind.keys.map { $0.schemaKey }
      if case .source = kind.mark, !keys.contains(where: { $0.name == "source" }) {
        keys.append(sourceKey)
      }
    }
    return keys
  }

  /// The keys of which a task has exactly one: they say of what kind it is.
  var marks: [String] {
    var names: [String] = []
    for kind in kinds where !names.contains(kind.markKey) { names.append(kind.markKey) }
    return names
  }

  /// Names of the keys of all kinds with such contents.
  func keys(_ content: TaskKey.Content) -> [String] {
    // A closure: the compiler of Swift 6.3.1 fails on a key path of a metatype.
    kinds.flatMap { $0.keys }.filter { $0.content == content }.map(\.name)
  }

  private var sourceKey: SchemaKey {
    var words: [String] = []
    var docs: [String] = []
    for kind in kinds {
      guard case .source(let word, _) = kind.mark else { continue }
      words.append(word)
      docs.append("\(word): \(kind.summary)")
    }
    return SchemaKey("source", .choice(words), .optional, docs.joined(separator: "; ") + ".")
  }
}

extension TaskKind {
  /// The key that says that a task is of this kind.
  static var markKey: String {
    switch mark {
    case .key(let name): name
    case .source: "source"
    }
  }

  /// True where a task is of this kind.
  static func isKind(of task: TypedNode) -> Bool {
    switch mark {
    case .key(let name): task[name] != nil
    case .source(let word, _): task["source"]?.text == word
    }
  }
}

extension TaskCatalog {
  /// The kind of a task; nil where it has none, which is reported elsewhere.
  func kind(of task: TypedNode) -> (any TaskKind.Type)? { kinds.first { $0.isKind(of: task) } }
}

extension TaskKey {
  /// The key in the scene language.
  var schemaKey: SchemaKey {
    switch content {
    case .station: return SchemaKey(name, .name, .optional, doc).shown(as: "inbound")
    case .rate:
      return SchemaKey(
        name,
        .either(
          scalar: .quantity(.rate, unit: "/s", from: 0, through: 1e5),
          list: .list(.mapping(SceneSchema.ratePiece), 1...1000), mapping: nil), .optional, doc)
    case .points:
      return SchemaKey(name, .list(.list(.point, 1...1000), 1...100_000), .optional, doc)
    case .goalSet:
      return SchemaKey(
        name, .either(scalar: .name, list: .list(.point, 1...100_000), mapping: nil), .optional,
        doc)
    case .orders: return SchemaKey(name, .path, .optional, doc).shown(as: "monday.csv")
    case .number(let unit, let standard, let range):
      let text = numberText(standard) + (unit.isEmpty ? "" : " \(unit)")
      return SchemaKey(
        name,
        .number(
          NumberRule(
            dimension: unitMeaning(of: unit)?.dimension ?? .none, unit: unit,
            lower: range.lowerBound, upper: range.upperBound)), .optional,
        "\(doc.dropLast()); default: \(text).")
    }
  }
}
