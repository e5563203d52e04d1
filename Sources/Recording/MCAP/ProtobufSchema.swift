/// Messages of Protocol Buffers as tables of fields, and the descriptors that readers want of them.
///
/// Names, numbers and types of the `foxglove.*` messages are those of Foxglove's schemas
/// (docs.foxglove.dev/docs/visualization/message-schemas), as far as they are used here.
struct ProtobufMessage {
  /// What a field holds; numbers are those of `FieldDescriptorProto.Type`.
  enum Kind {
    case double
    case fixed32
    case uint32
    case int64
    case int32
    case boolean
    case text
    case bytes
    case message(String)
    case enumeration(String)

    fileprivate var number: UInt64 {
      switch self {
      case .double: 1
      case .int64: 3
      case .int32: 5
      case .fixed32: 7
      case .boolean: 8
      case .text: 9
      case .message: 11
      case .bytes: 12
      case .uint32: 13
      case .enumeration: 14
      }
    }

    fileprivate var typeName: String? {
      switch self {
      case .message(let name), .enumeration(let name): ".\(name)"
      default: nil
      }
    }
  }

  /// One field.
  struct Field {
    var number: Int
    var name: String
    var kind: Kind
    var isRepeated = false
  }

  /// Full name, with the package.
  var name: String
  var fields: [Field] = []
  /// Enumerations inside it: name and values from 0.
  var enumerations: [(name: String, values: [String])] = []

  /// A message whose fields are numbered from 1 in their order; one that ends in `[]` is repeated.
  init(
    _ name: String, _ fields: KeyValuePairs<String, Kind>,
    enumerations: [(name: String, values: [String])] = []
  ) {
    self.name = name
    self.enumerations = enumerations
    self.fields = fields.enumerated().map { place, field in
      Field(
        number: place + 1, name: field.key.replacing("[]", with: ""), kind: field.value,
        isRepeated: field.key.hasSuffix("[]"))
    }
  }

  /// The package and the name in it.
  private var parts: (package: String, name: String) {
    let dot = name.lastIndex(of: ".") ?? name.startIndex
    return (String(name[..<dot]), String(name[name.index(after: dot)...]))
  }

  /// The `FileDescriptorSet` of messages, those that others are made of first, a file for each.
  static func descriptorSet(_ messages: [ProtobufMessage]) -> [UInt8] {
    var set = ProtobufBytes()
    for (index, message) in messages.enumerated() {
      set.add(1) { file in
        let parts = message.parts
        file.add(1, text: message.path)
        file.add(2, text: parts.package)
        for other in messages[..<index] where message.uses(other) { file.add(3, text: other.path) }
        file.add(4) { message.describe(&$0) }
        file.add(12, text: "proto3")
      }
    }
    return set.bytes
  }

  private var path: String { name.replacing(".", with: "/") + ".proto" }

  private func uses(_ other: ProtobufMessage) -> Bool {
    fields.contains { $0.kind.typeName.map { $0.hasPrefix(".\(other.name)") } ?? false }
  }

  private func describe(_ descriptor: inout ProtobufBytes) {
    descriptor.add(1, text: parts.name)
    for field in fields {
      descriptor.add(2) {
        $0.add(1, text: field.name)
        $0.add(3, varint: UInt64(field.number))
        $0.add(4, varint: field.isRepeated ? 3 : 1)
        $0.add(5, varint: field.kind.number)
        if let name = field.kind.typeName { $0.add(6, text: name) }
      }
    }
    for enumeration in enumerations {
      descriptor.add(4) {
        $0.add(1, text: enumeration.name)
        for (value, name) in enumeration.values.enumerated() {
          $0.add(2) {
            $0.add(1, text: name)
            $0.add(2, varint: UInt64(value))
          }
        }
      }
    }
  }
}
