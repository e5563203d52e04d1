import SimCore

/// What a scene asks to be recorded.
extension SceneChecks {
  /// Followed robots must exist, and frames must not hold more than a disk can take.
  func checkRecord() {
    guard let record = tree["outputs"]?["record"] else { return }
    checkFollowed(record)
    checkRate(record)
  }

  private func checkFollowed(_ record: TypedNode) {
    for (place, element) in (record["follow"]?.elements ?? []).enumerated() {
      guard let text = element.text else { continue }
      let path = "outputs.record.follow[\(place)]"
      guard let pair = RecordSpec.robot(text) else {
        context.report(
          element.place, path,
          "\(quoted(text)) is no robot; expected a class and a number in it, as '"
            + "\(robots.first?.name ?? "carrier") 0'")
        continue
      }
      guard let robotClass = robots.first(where: { $0.name == pair.className }) else {
        context.report(
          element.place, path,
          "unknown robot class \(quoted(pair.className))"
            + suggestion(for: pair.className, among: robots.map(\.name)))
        continue
      }
      guard let count = robotClass.node["count"]?.double, Double(pair.index) >= count else {
        continue
      }
      context.report(
        element.place, path,
        "there is no \(quoted(text)): the class has \(NumberText.digits(count)) robots, from 0")
    }
  }

  private func checkRate(_ record: TypedNode) {
    guard let period = record["period"]?.double, period > 0,
      let rate = tree["clocks"]?["physics"]?.double, rate > 0
    else { return }
    let most = record["robots"]?.double ?? .infinity
    let perFrame = robots.reduce(0.0) { $0 + min(most, $1.node["count"]?.double ?? 0) }
    let frames = rate / max(1, (period * rate).rounded())
    guard perFrame * frames > RecordSpec.rateLimit else { return }
    let isOn = record["mcap"]?.boolean == true || (record["trajectories"]?.text ?? "none") != "none"
    guard isOn else { return }
    context.report(
      record["period"]?.place ?? record["robots"]?.place ?? record.place, "outputs.record",
      "\(NumberText.digits(perFrame)) robots in \(NumberText.digits(frames)) frames a second are "
        + "\(NumberText.digits((perFrame * frames).rounded())); expected at most "
        + "\(NumberText.digits(RecordSpec.rateLimit)), as with a longer period or robots: "
        + NumberText.digits(
          (RecordSpec.rateLimit / frames / Double(max(1, robots.count))).rounded(.down)))
  }
}
