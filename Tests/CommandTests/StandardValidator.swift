import Foundation
import TestSupport
import Testing

extension Program {
  /// What a validator of others says of a document; nil, with a message, where it or the schema is not there.
  func mistakes(_ file: String, against schema: String) throws -> String? {
    let python = Repository.root + ".build/readers/bin/python"
    guard FileManager.default.fileExists(atPath: Repository.root + ".build/readers/wanted-schemas")
    else {
      print("skipped: jsonschema is not installed; '.ci/setup' does that")
      return nil
    }
    guard RealData.has("vda5050/\(schema).schema") else {
      print("skipped: there is no ../shared/data/vda5050")
      return nil
    }
    let script = Program.fixture("../Readers/validate.py")
    let output = try finish(
      try start(
        [script, RealData.folder + "vda5050/\(schema).schema", file], executable: python))
    #expect(output.code == 0 || output.code == 1, "\(output.error)")
    return output.out
  }
}
