import Contracts
import SimCore

extension Viewer {
  /// m^orch and m^exec: each feature that anything can move, under the scene's own name and unit.
  ///
  /// Numbers are means over all robots, as a fleet of classes of different size has them.
  var fieldPanel: Panel? {
    guard !frame.fields.isEmpty else { return nil }
    var rows: [PanelRow] = []
    for layer in FieldLayer.allCases {
      rows.append(
        .heading(layer == .orchestrator ? "m^orch: what it plans" : "m^exec: how it moves"))
      rows += featureRows(of: layer)
    }
    rows += [.gap(2), .text("mark: all robots   dots: classes   line: the run so far")]
    return Panel(title: "mean fields", note: scenery.mode, width: 350, rows: rows)
  }

  private func featureRows(of layer: FieldLayer) -> [PanelRow] {
    let features = self.features(of: layer)
    let first = layer == .orchestrator ? 0 : scenery.orchestratorFeatures.count
    var rows: [PanelRow] = []
    var silent = 0
    for (index, feature) in features.enumerated() where feature.isUsed {
      let values = frame.fields.map { $0.values(of: layer).value(at: index) }
      let past = first + index < fieldTrends.values.count ? fieldTrends.values[first + index] : []
      // What has been zero all along says so in one line with all others of its kind.
      let isSilent =
        !values.contains { $0.magnitude > 0.0005 } && !past.contains { $0.magnitude > 0.0005 }
      if isSilent {
        silent += 1
        continue
      }
      let mean = populationMean(of: values)
      rows.append(
        .trend(
          TrendRow(
            name: feature.name, text: feature.text(mean), mean: mean, values: values,
            colors: scenery.classes.map(\.color), range: feature.range, past: past)))
    }
    if silent > 0 { rows.append(.text(silent == 1 ? "1 more is zero" : "\(silent) more are zero")) }
    return rows
  }

  /// The features of a layer's field.
  func features(of layer: FieldLayer) -> [FieldFeature] {
    layer == .orchestrator ? scenery.orchestratorFeatures : scenery.executorFeatures
  }

  /// The mean over all robots of a number that each class has; not-a-number without robots.
  func populationMean(of values: [Float]) -> Float {
    var sum: Float = 0
    var robots: Float = 0
    for (look, value) in zip(scenery.classes, values) where !look.rows.isEmpty {
      sum += Float(look.rows.count) * value
      robots += Float(look.rows.count)
    }
    return robots > 0 ? sum / robots : .nan
  }

  /// The means over all robots of all features: those of m^orch, then those of m^exec.
  var fieldMeans: [Double] {
    FieldLayer.allCases.flatMap { layer in
      features(of: layer).indices.map { index in
        Double(populationMean(of: frame.fields.map { $0.values(of: layer).value(at: index) }))
      }
    }
  }

  /// Which layer reads which field, and how much classes count in it.
  var couplingPanel: Panel? {
    guard !scenery.classes.isEmpty else { return nil }
    guard scenery.readings.contains(where: \.isGranted) else {
      return Panel(
        title: "who reads what", note: scenery.mode, width: 300,
        rows: [.text("nobody reads a field of the population")])
    }
    var rows: [PanelRow] = [.readings(scenery.readings, periods: scenery.fieldPeriods)]
    if scenery.readings.contains(where: { $0.isGranted && !$0.isUsed }) {
      rows.append(.text("dashed: granted, and no policy here reads it"))
    }
    let names = scenery.classes.map(\.name)
    var shown: [[Float]] = []
    for reading in scenery.readings where reading.isGranted && !reading.weights.isEmpty {
      if shown.contains(reading.weights) { continue }
      let alike = scenery.readings.filter { $0.isGranted && $0.weights == reading.weights }
      shown.append(reading.weights)
      let isAll = alike.count == scenery.readings.filter(\.isGranted).count
      rows.append(
        .heading(
          (isAll ? "all of them" : alike.map(\.words).joined(separator: ", "))
            + ": " + (reading.kind ?? "by numbers of robots")))
      rows.append(.matrix(names: names, values: reading.weights))
    }
    return Panel(title: "who reads what", note: scenery.mode, width: 300, rows: rows)
  }
}

extension ClassField {
  /// The field of a layer.
  func values(of layer: FieldLayer) -> [Float] {
    layer == .orchestrator ? orchestrator : executor
  }
}

extension LayerReading {
  /// In a few letters: "exec ← orch".
  var words: String {
    func word(_ layer: FieldLayer) -> String { layer == .orchestrator ? "orch" : "exec" }
    return "\(word(reader)) ← \(word(source))"
  }
}
