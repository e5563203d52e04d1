import MeanFields
import SimCore

/// Features shown per layer: those in which belief and truth differ most.
private let featureLimit = 8

extension Viewer {
  /// What the selected robot believes of its class, against what is true of it.
  ///
  /// A bar is the truth and a mark on it the belief; the error is in shares of the features' ranges.
  var beliefPanel: Panel? {
    guard let robot = selection.last, robot < frame.pose.count else {
      return Panel(title: "belief", width: 300, rows: [.text("select a robot first")])
    }
    let classIndex = scenery.classIndex(ofRobot: robot)
    let title = "belief of \(scenery.robotName(robot))"
    guard let detail = frame.details.first(where: { $0.robot == robot }),
      let belief = detail.belief(mode: scenery.mode), classIndex < frame.fields.count
    else {
      return Panel(
        title: title, note: scenery.mode, width: 300,
        rows: [.text("it learns nothing of the population")])
    }
    let truth = frame.fields[classIndex]
    var rows: [PanelRow] = []
    if let count = belief.sampleCount { rows.append(.pair("robots behind it", "\(count)")) }
    if let age = belief.age {
      rows.append(.pair("renewed", Format.decimal(age, places: 1) + " s ago"))
    }
    rows += part(
      "m^orch", belief.orchestrator, truth.orchestrator, scenery.orchestratorFeatures,
      ColorMap.categories[3])
    rows += part(
      "m^exec", belief.executor, truth.executor, scenery.executorFeatures, ColorMap.categories[2])
    rows.append(.text("bar: true   mark: believed"))
    return Panel(title: title, note: belief.source, width: 300, rows: rows)
  }

  private func part(
    _ title: String, _ believed: [Float], _ truth: [Float], _ features: [FieldFeature],
    _ color: Color
  ) -> [PanelRow] {
    guard !believed.isEmpty, believed.count == truth.count, truth.count == features.count else {
      return [.heading(title), .text("it reads none")]
    }
    let errors = features.indices.map { index -> Float in
      let range = features[index].range
      return (believed[index] - truth[index]) / max(1e-6, range.upperBound - range.lowerBound)
    }
    let mean = errors.reduce(0) { $0 + $1 * $1 } / Float(errors.count)
    var rows: [PanelRow] = [
      .heading(title), .pair("error, root mean square", Format.percent(Double(mean.squareRoot()))),
    ]
    let order = features.indices.sorted {
      errors[$0].magnitude != errors[$1].magnitude
        ? errors[$0].magnitude > errors[$1].magnitude
        : truth[$0].magnitude > truth[$1].magnitude
    }
    for index in order.prefix(featureLimit).sorted() {
      rows.append(
        .bar(
          features[index].name, value: truth[index], range: features[index].range,
          tick: believed[index], color: color))
    }
    return rows
  }
}
