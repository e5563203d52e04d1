import Recording
import Reporting
import SimCore

/// Where a page goes, and the data beside it: nothing that a user may miss is replaced.
struct PagePlace {
  /// The page.
  let page: String
  /// The folder of its data; nil for none.
  let data: String?

  /// Checks the places before anything is written.
  ///
  /// - Throws: `RecordingError` (`isInput`) where the page would replace what it is made of, or cannot be written.
  init(page: String, data: String?, sources: [String]) throws(RecordingError) {
    self.page = page
    self.data = data
    if page.isEmpty || data?.isEmpty == true {
      throw RecordingError(
        "\(page.isEmpty ? "--out" : "--data") is empty: expected the name of a \(page.isEmpty ? "file" : "folder")",
        isInput: true)
    }
    for source in sources {
      if let one = SweepFiles.identity(of: page), one == SweepFiles.identity(of: source) {
        throw RecordingError(
          "--out \(page): this is what the page is made of; give it a file of its own",
          isInput: true)
      }
    }
    if SweepFiles.isDatabase(page) {
      throw RecordingError(
        "--out \(page): this is a SQLite database, which a page would replace", isInput: true)
    }
    try RunFolder.makeFolders(RunFolder.parent(of: page))
    try TextFile.check(page)
  }

  /// The page of a source: beside it, with the ending of a page.
  static func usual(for source: String) -> String {
    var name = source
    while name.count > 1 && name.hasSuffix("/") { name.removeLast() }
    if name.hasSuffix(".sqlite") { name.removeLast(".sqlite".count) }
    return name + ".html"
  }

  /// Writes the page, and its data where they are asked for.
  func write(_ content: Page) throws(RecordingError) {
    if let data {
      try RunFolder.makeFolders(data)
      for file in content.files { try TextFile.replace("\(data)/\(file.name)", with: file.content) }
    }
    try TextFile.replace(page, with: content.html())
  }

  /// What was written, for programs.
  func json(_ content: Page) -> JSONText {
    .object([
      ("status", .string("done")), ("page", .string(page)), ("title", .string(content.title)),
      ("answer", .string(content.answer)), ("certified", .bool(content.isCertified)),
      ("data", .optional(data)), ("files", .array(content.files.map { .string($0.name) })),
    ])
  }
}
