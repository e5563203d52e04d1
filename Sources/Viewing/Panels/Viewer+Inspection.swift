import Contracts
import SimCore

extension Viewer {
  /// Everything about the robot that was selected last.
  var inspectionPanel: Panel? {
    guard let robot = selection.last, robot < frame.robotCount, !scenery.classes.isEmpty else {
      return nil
    }
    let classIndex = scenery.classIndex(ofRobot: robot)
    let look = scenery.classes[classIndex]
    let detail = frame.details.first { $0.robot == robot }
    var rows = bodyRows(robot, look: look, detail: detail)
    if let detail {
      rows += directiveRows(detail)
      rows += executorRows(detail)
      rows += beliefRows(detail, classIndex: classIndex)
      rows += sensorRows(detail)
    }
    let others = selection.count - 1
    return Panel(
      title: scenery.robotName(robot),
      note: possessed == robot
        ? "driving" : followed == robot ? "following" : others > 0 ? "+ \(others) more" : "",
      width: 300, rows: rows)
  }

  private func bodyRows(_ robot: Int, look: ClassLook, detail: RobotDetail?) -> [PanelRow] {
    let pose = frame.pose[robot]
    let place = pose.position
    let degrees = Double(pose.rotation.angle) * 57.295_779_5
    var rows: [PanelRow] = [
      .pair(
        "pose",
        "\(Format.decimal(Double(place.x), places: 2)), \(Format.decimal(Double(place.y), places: 2)) m"
          + "   \(Format.decimal(degrees, places: 0))°"),
      .bar(
        "speed m/s", value: frame.speed[robot], range: 0...max(look.maxSpeed, 1e-3), tick: nil,
        color: ColorMap.categories[0]),
    ]
    if let twist = detail?.twist {
      rows.append(
        .pair(
          "twist",
          "\(Format.decimal(Double(twist.linear.x), places: 2)), "
            + "\(Format.decimal(Double(twist.linear.y), places: 2)) m/s   "
            + "\(Format.decimal(Double(twist.angular), places: 2)) rad/s"))
    }
    let charge = frame.battery[robot]
    rows.append(
      .bar(
        "battery", value: charge, range: 0...1, tick: nil,
        color: charge < 0.25 ? options.theme.warning : ColorMap.categories[2]))
    let load = detail?.loadMass ?? 0
    rows.append(
      .pair(
        "load",
        frame.flags[robot].contains(.loaded)
          ? (load > 0 ? Format.trimmed(Double(load)) + " kg" : "loaded") : "none"))
    rows.append(.pair("stage", "\(frame.stage[robot])"))
    var states: [String] = []
    if frame.flags[robot].contains(.failed) { states.append("failed") }
    if frame.flags[robot].contains(.blocked) { states.append("blocked") }
    if frame.flags[robot].contains(.jammed) { states.append("jammed") }
    if frame.flags[robot].contains(.lost) { states.append("no way") }
    if frame.flags[robot].contains(.touching) { states.append("touching") }
    if !states.isEmpty { rows.append(.alert("state", states.joined(separator: ", "))) }
    return rows
  }

  private func directiveRows(_ detail: RobotDetail) -> [PanelRow] {
    let directive = detail.directive
    var rows: [PanelRow] = [.heading("orchestrator's directive")]
    guard directive.kind != .none else { return rows + [.text("none: nothing is asked")] }
    let option = Int(directive.option)
    let target =
      option >= 0 && option < scenery.taskNames.count ? " “\(scenery.taskNames[option])”" : ""
    rows.append(
      .pair("#\(directive.identifier)  \(directive.kind)\(target)", "\(directive.status)"))
    let rate = Double(max(1, scenery.stepsPerSecond))
    let age = Double(frame.step - Int(directive.issuedStep)) / rate
    let left = Double(Int(directive.deadlineStep) - frame.step) / rate
    rows.append(
      .pair(
        "issued / deadline",
        Format.decimal(age, places: 1) + " s ago / "
          + (directive.deadlineStep == .max ? "none" : "in \(Format.decimal(left, places: 0)) s")))
    rows.append(
      .bar(
        "predicted", value: directive.predictedSuccess, range: 0...1, tick: nil,
        color: ColorMap.categories[3]))
    rows.append(.pair("advice", Viewer.words(directive.metadata)))
    return rows
  }

  private func executorRows(_ detail: RobotDetail) -> [PanelRow] {
    var rows: [PanelRow] = [.heading("executor's command")]
    let color = ColorMap.categories[0]
    let command = detail.command
    for (name, value) in [
      ("forward", command.forward), ("lateral", command.lateral), ("turn", command.turn),
    ] {
      rows.append(.bar(name, value: value, range: -1...1, tick: nil, color: color))
    }
    // A tool at rest is fully down and open; it is worth three rows only when it is used.
    if command.toolForce != 0 || command.toolHeight > -1 || command.grip > -1,
      command.toolHeight != 0 || command.grip != 0 || command.toolForce != 0
    {
      for (name, value) in [
        ("tool force", command.toolForce), ("tool height", command.toolHeight),
        ("grip", command.grip),
      ] {
        rows.append(.bar(name, value: value, range: -1...1, tick: nil, color: color))
      }
    }
    rows.append(
      .pair(
        "way to go / free",
        Format.decimal(Double(detail.way.distanceToGo), places: 1) + " m / "
          + (detail.way.freeDistance.isFinite
            ? Format.decimal(Double(detail.way.freeDistance), places: 1) + " m" : "∞")))
    return rows
  }

  /// What it believes of the population (tick) over what is true (bar).
  private func beliefRows(_ detail: RobotDetail, classIndex: Int) -> [PanelRow] {
    var rows: [PanelRow] = []
    let truth = classIndex < frame.fields.count ? frame.fields[classIndex] : nil
    func part(
      _ title: String, _ believed: [Float], _ values: [Float]?, _ features: [FieldFeature],
      _ color: Color
    ) {
      guard !believed.isEmpty, let values else { return }
      rows.append(.heading(title))
      // The four features in which belief and truth differ most: the whole vector is in "M".
      let order = features.indices.sorted {
        (believed.value(at: $0) - values.value(at: $0)).magnitude
          > (believed.value(at: $1) - values.value(at: $1)).magnitude
      }
      for index in order.prefix(4).sorted() where index < believed.count && index < values.count {
        rows.append(
          .bar(
            features[index].name, value: values[index], range: features[index].range,
            tick: believed[index], color: color))
      }
    }
    part(
      "m^orch: true (bar), believed (mark)", detail.believedOrchestrator, truth?.orchestrator,
      scenery.orchestratorFeatures, ColorMap.categories[3])
    part(
      "m^exec: true (bar), believed (mark)", detail.believedExecutor, truth?.executor,
      scenery.executorFeatures, ColorMap.categories[2])
    return rows
  }

  private func sensorRows(_ detail: RobotDetail) -> [PanelRow] {
    var rows: [PanelRow] = [.heading("sensors and contacts")]
    if let nearest = detail.rays.min() {
      rows.append(
        .pair(
          "rays", "\(detail.rays.count), nearest \(Format.decimal(Double(nearest), places: 2)) m"))
    }
    if let sample = detail.fieldSamples.first {
      rows.append(
        .pair(
          "density / blocked here",
          Format.decimal(Double(sample.density), places: 2) + " /m² / "
            + Format.percent(Double(sample.blockedShare))))
    }
    rows.append(.pair("neighbours seen", "\(detail.neighbours.count)"))
    let strongest = detail.contacts.map(\.impulse).max()
    rows.append(
      .pair(
        "contacts",
        strongest.map {
          "\(detail.contacts.count), up to \(Format.decimal(Double($0), places: 1)) N s"
        } ?? "none"))
    return rows
  }

  /// Episode metadata in words.
  static func words(_ metadata: EpisodeMetadata) -> String {
    func words(_ advice: some EpisodeAdvice) -> String? {
      advice.word?.split(separator: "_").joined(separator: " ")
    }
    let parts = [
      metadata.quality > 0 ? "quality \(metadata.quality)" : nil,
      words(metadata.speed), words(metadata.strategy), words(metadata.mode),
    ].compactMap(\.self)
    return parts.isEmpty ? "unknown" : parts.joined(separator: ", ")
  }
}
