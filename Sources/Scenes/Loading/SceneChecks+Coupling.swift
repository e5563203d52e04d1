import MeanFields
import SimCore

extension SceneChecks {
  /// Weights name the scene's classes, each row says one number per class, and no block is negative.
  func checkCoupling() {
    guard let coordination = tree["coordination"] else { return }
    checkKernel(coordination["executor_field"])
    guard let coupling = coordination["coupling"], case .mapping = coupling.value else { return }
    let path = "coordination.coupling"
    var given: TypedEntry?
    for entry in coupling.entries where CouplingReader.parts.contains(entry.name) {
      given = given ?? entry
      for form in entry.node.entries {
        let place = "\(path).\(entry.name).\(form.name)"
        if form.name == "finite_rank" {
          checkRank(form.node, path: place)
        } else {
          checkRows(form.node, path: place, keyPlace: form.place) { checkRow($0, path: place) }
        }
      }
    }
    guard let given, let mode = coordination["mode"]?.text,
      ["none", "flatField", "hierarchy"].contains(mode)
    else { return }
    context.report(
      given.place, "\(path).\(given.name)",
      "mode '\(mode)' reads no fields class by class: the weights have no effect",
      severity: .warning)
  }

  private var classNames: [String] { robots.map(\.name) }

  /// Every class has its row, and no other name has one.
  private func checkRows(
    _ node: TypedNode, path: String, keyPlace: Place?, _ checkRow: (TypedEntry) -> Void
  ) {
    guard case .mapping(let rows) = node.value else { return }
    for row in rows {
      if classNames.contains(row.name) {
        checkRow(row)
      } else {
        reportUnknownClass(row, path: path)
      }
    }
    let missing = classNames.filter { name in !rows.contains { $0.name == name } }
    if !missing.isEmpty && rows.allSatisfy({ classNames.contains($0.name) }) {
      context.report(
        keyPlace ?? node.place, path,
        "no row for \(missing.count > 1 ? "classes" : "class") "
          + missing.map { "'\($0)'" }.joined(separator: " and ")
          + "; every class says what it reads")
    }
  }

  private func reportUnknownClass(_ entry: TypedEntry, path: String) {
    context.report(
      entry.place, path,
      "unknown class \(quoted(entry.name))" + suggestion(for: entry.name, among: classNames))
  }

  private func checkRow(_ row: TypedEntry, path: String) {
    switch row.node.value {
    case .mapping(let entries):
      for entry in entries where !classNames.contains(entry.name) {
        reportUnknownClass(entry, path: "\(path).\(row.name)")
      }
    case .list(let numbers) where numbers.count != classNames.count:
      context.report(
        row.node.place, "\(path).\(row.name)",
        "expected \(classNames.count) weights for class '\(row.name)', one for each of "
          + "\(classNames.joined(separator: ", ")); found \(numbers.count)")
    default: break
    }
  }

  /// All factors have one rank, and their products are weights.
  private func checkRank(_ node: TypedNode, path: String) {
    guard let readers = node["readers"], let sources = node["sources"] else { return }
    var rank: Int?
    for (name, part) in [("readers", readers), ("sources", sources)] {
      checkRows(part, path: "\(path).\(name)", keyPlace: part.place) { row in
        guard case .list(let numbers) = row.node.value else { return }
        guard let first = rank else {
          rank = numbers.count
          return
        }
        if numbers.count != first {
          context.report(
            row.node.place, "\(path).\(name).\(row.name)",
            "expected \(first) factors for class '\(row.name)', as many as the first class has; "
              + "found \(numbers.count)")
        }
      }
    }
    let reader = CouplingReader(classNames: classNames)
    guard let f = reader.factors(readers), let g = reader.factors(sources),
      f.first?.count == g.first?.count
    else { return }
    for (c, row) in ClassWeights.blocks(readers: f, sources: g).enumerated() {
      for (other, block) in row.enumerated() where block < 0 {
        context.report(
          readers[classNames[c]]?.place, "\(path).readers.\(classNames[c])",
          "what class '\(classNames[c])' reads of '\(classNames[other])' comes out at "
            + "\(NumberText.digits(Double(block))); weights are not negative")
        return
      }
    }
  }

  private func checkKernel(_ field: TypedNode?) {
    guard let kernel = field?["kernel"], let cell = field?["grid_cell"]?.number, cell > 0 else {
      return
    }
    let isDisc = kernel["shape"]?.text == "disc"
    guard let length = kernel[isDisc ? "radius" : "deviation"], let metres = length.number else {
      return
    }
    let cells = (isDisc ? 1 : 3) * metres / cell
    if cells > Self.kernelLimit {
      context.report(
        length.place, "coordination.executor_field.kernel",
        "the kernel reaches \(NumberText.digits(Double(cells.rounded(.up)))) cells; at most "
          + "\(NumberText.digits(Double(Self.kernelLimit))) of \(self.metres(cell)) are summed up")
    }
  }

  /// Cells from a kernel's centre to its edge: beyond it direct sums are the wrong method.
  private static let kernelLimit: Float = 24
}
