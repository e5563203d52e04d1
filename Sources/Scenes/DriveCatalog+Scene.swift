import Embodiments

/// How scenes write the catalogue of drives.
extension DriveCatalog {
  /// The keys of all kinds; what several kinds write the same is one key.
  var schemaKeys: [SchemaKey] {
    var keys: [(key: DriveKey, words: [String])] = []
    for kind in kinds {
      for key in kind.keys {
        if let known = keys.firstIndex(where: { $0.key.isWritten(like: key) }) {
          keys[known].words.append(kind.word)
        } else {
          keys.append((key, [kind.word]))
        }
      }
    }
    return keys.map { $0.key.schemaKey(words: $0.words) }
  }
}

extension DriveKey {
  /// True where scenes cannot tell two keys apart.
  fileprivate func isWritten(like other: DriveKey) -> Bool {
    name == other.name && quantity == other.quantity && most == other.most && doc == other.doc
      && defaultText == other.defaultText
  }

  /// The default as scenes write it; nil without one.
  private var defaultText: String? {
    if case .value(let text) = standard { text } else { nil }
  }

  /// What stands where a scene gives no value.
  private var presence: SchemaKey.Presence {
    switch standard {
    case .required: .required
    case .value(let text): .defaulted(text)
    case .fromWidth: .optional
    }
  }

  fileprivate func schemaKey(words: [String]) -> SchemaKey {
    let dimension: Dimension =
      switch quantity {
      case .length: .length
      case .angle: .angle
      }
    return SchemaKey(
      name, .quantity(dimension, above: 0, through: most), presence, doc, when: ("kind", words))
  }
}
