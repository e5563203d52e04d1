import Coordination
import MeanFields
import SimCore

extension SceneChecks {
  /// What a recursion needs: weights that fit.
  func checkRecursions() {
    guard let node = tree["coordination"] else { return }
    let fields = [
      ("orchestrator_field", OrchestratorSchema.count), ("executor_field", ExecutorSchema.count),
    ]
    for (name, featureCount) in fields {
      guard let field = node[name], let recursion = field["recursion"],
        let kind = recursion.text.flatMap(FieldSpec.Kind.init(rawValue:)), kind != .average
      else { continue }
      let path = "coordination.\(name)"
      guard kind == .gru else { continue }
      if node["mode"]?.text == "flatField" {
        context.report(
          recursion.place, "\(path).recursion",
          "recursion 'gru' holds weights for one layer; mode flatField runs one recursion for both")
        continue
      }
      guard let weights = field["weights"] else {
        context.report(
          recursion.place, "\(path).recursion", "recursion 'gru' needs weights: the path of a file")
        continue
      }
      checkWeights(weights, featureCount: featureCount, path: "\(path).weights")
    }
  }

  /// What mode `limit` needs: a path that is as long as the run.
  func checkPath() {
    guard let node = tree["coordination"], let mode = node["mode"], mode.text == "limit" else {
      return
    }
    guard let path = node["path"] else {
      context.report(
        mode.place, "coordination.path",
        "mode 'limit' needs a path: a file that 'fleetfield limit' wrote for this scene")
      return
    }
    guard let file = path.path else { return }
    do {
      let known = try loadPath(file, context.inputs)
      guard let duration = tree["run"]?["duration"]?.double, known.duration < duration - 1e-3 else {
        return
      }
      context.report(
        path.place, "coordination.path",
        "'\(file)' ends after \(NumberText.digits(known.duration)) s; the run lasts "
          + "\(NumberText.digits(duration)) s")
    } catch let failure as FileReadFailure {
      context.report(path.place, "coordination.path", "cannot read '\(file)': \(failure.words)")
    } catch {
      context.report(path.place, "coordination.path", "cannot use '\(file)': \(error)")
    }
  }

  /// Warns where a run ends before anything is told of what is to be told: it would look like idleness.
  func warnOfSilence() {
    guard let duration = tree["run"]?["duration"]?.double, let settings = tree["coordination"],
      let board = settings["board"]
    else { return }
    let span = NumberText.digits(duration)
    if let latency = board["latency"], let seconds = latency.double, seconds >= duration {
      context.report(
        latency.place, "coordination.board.latency",
        "no robot hears of any job: the run ends after \(span) s, before the first notice arrives",
        severity: .warning)
    }
    if let loss = board["loss"], loss.double == 1 {
      context.report(
        loss.place, "coordination.board.loss",
        "no robot hears of any job: every notice is missed", severity: .warning)
    }
    if settings["mode"]?.text == "shuffled", let block = settings["block"],
      let seconds = block.double, seconds >= duration
    {
      context.report(
        block.place, "coordination.block",
        "the run ends after \(span) s, within the first block: the fields of time zero are sent to its end",
        severity: .warning)
    }
  }

  /// Centres fit what they are of, and the recursion can keep more features.
  func checkFeatures() {
    for (name, schema) in [
      ("orchestrator_field", OrchestratorSchema.all), ("executor_field", ExecutorSchema.all),
    ] {
      guard let field = tree["coordination"]?[name], let features = field["features"] else {
        continue
      }
      for feature in features.elements {
        checkFeature(feature, path: "coordination.\(name).features")
      }
      checkNames(features, path: "coordination.\(name).features")
      if !features.elements.isEmpty, let recursion = field["recursion"], recursion.text == "gru" {
        context.report(
          recursion.place, "coordination.\(name).recursion",
          "recursion 'gru' holds weights for the \(schema.count) features of the schema; features "
            + "that a scene adds need average or kalman")
      }
    }
  }

  /// Features are told apart by name and number, and a layer has room for a few hundred.
  private func checkNames(_ features: TypedNode, path: String) {
    var seen: Set<String> = []
    var total = 0
    for feature in features.elements {
      guard let name = feature["name"]?.text else { continue }
      let count = feature["count"]?.integer ?? feature["centres"]?.elements.count ?? 0
      total += count
      let names = (0..<count).map { "\(name)\($0)" }
      if let twice = names.first(where: { seen.contains($0) }) {
        context.report(
          feature["name"]?.place, "\(path).\(name)",
          "two features would be called '\(twice)'; give '\(name)' another name")
      }
      seen.formUnion(names)
    }
    if total > 256 {
      context.report(
        features.place, path, "a layer takes at most 256 features of a scene; these are \(total)")
    }
  }

  private func checkFeature(_ feature: TypedNode, path: String) {
    guard let word = feature["input"]?.text, let column = StateColumn(word: word) else {
      return
    }
    for centre in feature["centres"]?.elements ?? [] {
      guard let numbers = centre.numbers, numbers.count != column.dimension else { continue }
      context.report(
        centre.place, "\(path).\(feature["name"]?.text ?? "").centres",
        "a centre of '\(word)' is \(column.dimension == 1 ? "one number" : "two numbers"), "
          + "found \(numbers.count)")
    }
  }

  private func checkWeights(_ node: TypedNode, featureCount: Int, path: String) {
    guard let file = node.path else { return }
    do {
      let weights = try loadWeights(file, context.inputs)
      if weights.featureCount != featureCount {
        context.report(
          node.place, path,
          "'\(file)' holds weights for \(weights.featureCount) features; the field has \(featureCount)"
        )
      }
      if weights.actionCount != 0 {
        context.report(
          node.place, path,
          "'\(file)' expects \(weights.actionCount) action moments, which a scene does not provide")
      }
    } catch let failure as FileReadFailure {
      context.report(node.place, path, "cannot read '\(file)': \(failure.words)")
    } catch {
      context.report(node.place, path, "cannot use '\(file)': \(error)")
    }
  }
}

/// The weights of a file.
///
/// - Throws: `FileReadFailure` or `GRUWeightsError`.
func loadWeights(_ path: String, _ inputs: InputReader) throws -> GRUWeights {
  try GRUWeights(bytes: inputs.bytes(path, role: .weights, limit: 1 << 28))
}

/// The path of a file.
///
/// - Throws: `FileReadFailure` or `FieldPathError`.
func loadPath(_ path: String, _ inputs: InputReader) throws -> FieldPath {
  try FieldPath(bytes: inputs.bytes(path, role: .path, limit: FieldPath.byteLimit))
}
