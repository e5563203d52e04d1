import SimCore

/// A plant model of openTCS: points, paths, locations and vehicles, in millimetres.
///
/// Source: the plant model's XML schema of openTCS 4 to 6.
struct OpenTCSImport {
  private let source: LayoutSource
  private var graph = LayoutGraph()
  private var layout: Layout
  /// Operations that the types of locations allow, in small letters, by type; only looked up.
  private var operations: [String: Set<String>] = [:]
  /// Blocks in which one vehicle may be at a time, by the names of their members; only looked up.
  private var blocksOfMember: [String: [String]] = [:]
  /// The largest vehicle that may be at each point: length and width, metres; nil where nothing is said.
  private var boxes: [SIMD2<Double>?] = []
  /// The place at each point; only looked up.
  private var placeOfPoint: [Int: Int] = [:]

  /// Kinds of vehicles that one model may have: as many as a scene has use for.
  private static let mostKinds = 64

  /// An import of one file.
  init(_ source: LayoutSource) {
    self.source = source
    let stem = LayoutNames.stem(of: source.text.name, without: [".opentcs", ".xml"])
    layout = Layout(name: LayoutNames.sceneName(stem), kind: "Plant model of openTCS")
    layout.facts = [
      "Places are millimetres in the file. It holds no walls: all else is free floor."
    ]
  }

  /// The layout; nil, with a mistake, where something is missing or wrong.
  mutating func read() -> Layout? {
    guard source.hasReadableSize(), let root = LayoutXML.read(source) else { return nil }
    guard root.name == "model" else {
      source.error(
        "a plant model is an element 'model', found \(quoted(root.name))", .bytes(root.place))
      return nil
    }
    readBlocks(root)
    for child in root.children where child.name == "vehicle" { readVehicle(child) }
    for child in root.children where child.name == "point" { readPoint(child) }
    for child in root.children where child.name == "locationType" { readType(child) }
    for child in root.children where child.name == "location" { readLocation(child) }
    let fits = fits(root)
    for child in root.children where child.name == "path" { readPath(child, fits) }
    noteRest(root)
    guard !source.hasErrors else { return nil }
    guard !graph.nodes.isEmpty else {
      source.error("the plant model has no points", .bytes(root.place))
      return nil
    }
    layout.knownUsers = layout.robots.map(\.name)
    layout.lanes = graph.lanes(users: layout.knownUsers)
    if layout.robots.isEmpty {
      layout.robots = [Layout.Robots.assumed("vehicle")]
      layout.robots[0].count = 1
    }
    layout.seatRobots()
    checkUnits(root)
    return source.hasErrors ? nil : layout
  }

  // MARK: Points and paths

  private mutating func readPoint(_ element: LayoutXML) {
    guard let name = name(of: element),
      let x = number(element, "positionX", in: -1e9...1e9),
      let y = number(element, "positionY", in: -1e9...1e9)
    else { return }
    guard graph.add(LayoutGraph.Node(name: name, position: [x / 1000, y / 1000])) else {
      source.error("a second point has the name \(quoted(name))", place(element, "name"))
      return
    }
    boxes.append(box(element))
    let type = element["type"]?.value ?? "HALT_POSITION"
    let groups = blocksOfMember[name] ?? []
    if !groups.isEmpty || type == "REPORT_POSITION" {
      layout.points.append(
        Layout.LanePoint(
          position: [x / 1000, y / 1000], exclusive: groups,
          waiting: type == "REPORT_POSITION" ? false : nil, writtenAt: .bytes(element.place)))
    }
    switch type {
    case "HALT_POSITION", "REPORT_POSITION": break
    case "PARK_POSITION":
      placeOfPoint[graph.nodes.count - 1] = layout.places.count
      layout.places.append(
        Layout.Place(
          name: name, position: [x / 1000, y / 1000], role: .parking,
          writtenAt: .bytes(element.place)))
    case let other:
      source.error(
        "the type \(quoted(other)) of point \(quoted(name)) is not known; expected HALT_POSITION or "
          + "PARK_POSITION"
          + MapDiagnostics.suggestion(
            for: other, among: ["HALT_POSITION", "PARK_POSITION", "REPORT_POSITION"]),
        place(element, "type"))
    }
    if let angle = element["vehicleOrientationAngle"], angle.value != "NaN" {
      source.leaveOut(
        "orientations of points", "robots turn along their way as they drive", .bytes(angle.place))
    }
  }

  /// The largest vehicle that may be at a point: length and width, metres; nil where nothing is said.
  private func box(_ element: LayoutXML) -> SIMD2<Double>? {
    guard let box = element.children.first(where: { $0.name == "maxVehicleBoundingBox" }),
      let length = number(box, "length", in: 0...1e6, default: 1000),
      let width = number(box, "width", in: 0...1e6, default: 1000)
    else { return nil }
    return [length / 1000, width / 1000]
  }

  /// Which classes of vehicles fit at each point: their names, sorted; nil where all do.
  ///
  /// A class that is too large for every point has no such limits: openTCS heeds them only where its router is
  /// told to, and writes 1 m by 1 m where nobody says anything.
  private func fits(_ root: LayoutXML) -> [[String]?] {
    func fits(_ robots: Layout.Robots, _ box: SIMD2<Double>) -> Bool {
      robots.size.x <= box.x + 1e-6 && robots.size.y <= box.y + 1e-6
    }
    let limited = layout.robots.filter { robots in
      let isMeant = boxes.contains { $0.map { fits(robots, $0) } ?? true }
      if !isMeant {
        source.warn(
          "the vehicles like \(quoted(robots.name)) are larger than 'maxVehicleBoundingBox' of every point; they drive "
            + "everywhere", .bytes(root.place))
      }
      return isMeant
    }
    return boxes.map { box in
      guard let box, limited.contains(where: { !fits($0, box) }) else { return nil }
      return layout.robots.filter { robots in
        fits(robots, box) || !limited.contains { $0.name == robots.name }
      }.map(\.name).sorted()
    }
  }

  private mutating func readPath(_ element: LayoutXML, _ fits: [[String]?]) {
    guard let name = name(of: element) else { return }
    let from = point(element, "sourcePoint", of: "path \(quoted(name))")
    let to = point(element, "destinationPoint", of: "path \(quoted(name))")
    let ahead = number(element, "maxVelocity", in: 0...1e5, default: 1000)
    let back = number(element, "maxReverseVelocity", in: 0...1e5, default: 0)
    guard let from, let to, let ahead, let back else { return }
    if element["locked"]?.value == "true" {
      source.leaveOut("locked paths", "nobody drives on them", .bytes(element.place))
      return
    }
    if fits[to]?.isEmpty == true || fits[from]?.isEmpty == true {
      source.leaveOut(
        "paths to points where no vehicle fits", "nobody drives on them", .bytes(element.place))
    }
    // 0 is a direction in which nobody drives; backwards is a matter of the vehicle, not of the lane.
    for (from, to, limit) in [(from, to, ahead), (to, from, back)] where limit > 0 {
      graph.addEdge(
        from: from, to: to, speedLimit: limit / 1000,
        rights: Layout.LaneRights(users: fits[to], exclusive: blocksOfMember[name] ?? []),
        writtenAt: .bytes(element.place))
    }
    if ahead == 0, back == 0 {
      source.leaveOut("paths with no velocity", "nobody drives on them", .bytes(element.place))
    }
  }

  // MARK: Locations

  private mutating func readType(_ element: LayoutXML) {
    guard let name = name(of: element) else { return }
    operations[name] = allowed(element)
  }

  private func allowed(_ element: LayoutXML) -> Set<String> {
    Set(
      element.children.filter { $0.name == "allowedOperation" }
        .compactMap { $0["name"]?.value.lowercased() })
  }

  private mutating func readLocation(_ element: LayoutXML) {
    guard let name = name(of: element) else { return }
    let type = element["type"]?.value ?? ""
    guard let own = operations[type] else {
      source.error(
        "the type \(quoted(type)) of location \(quoted(name)) is no locationType of this model"
          + MapDiagnostics.suggestion(for: type, among: operations.keys.sorted()),
        place(element, "type"))
      return
    }
    let links = element.children.filter { $0.name == "link" }
    if links.isEmpty {
      source.leaveOut(
        "locations without a link", "no point leads there", .bytes(element.place))
    }
    for (index, link) in links.enumerated() {
      guard let point = point(link, "point", of: "a link of location \(quoted(name))") else {
        continue
      }
      let linked = allowed(link)
      let all = linked.isEmpty ? own : linked
      let place = Layout.Place(
        name: links.count > 1 ? "\(name)_\(index + 1)" : name,
        position: graph.nodes[point].position,
        role: all.contains { $0.hasPrefix("charg") } ? .charger : .station,
        supplies: all.contains { $0.hasPrefix("load") },
        takes: all.contains { $0.hasPrefix("unload") }, writtenAt: .bytes(link.place))
      if let known = placeOfPoint[point] {
        guard layout.places[known].role == .parking else {
          source.leaveOut(
            "a second location at a point", "a place belongs to one", .bytes(link.place))
          continue
        }
        layout.places[known] = place
      } else {
        placeOfPoint[point] = layout.places.count
        layout.places.append(place)
      }
    }
  }

  // MARK: Blocks

  /// Reads the blocks in which one vehicle may be at a time; those in one direction only are told later.
  private mutating func readBlocks(_ root: LayoutXML) {
    var names = LayoutNames()
    let members = Set(
      root.children.filter { ["point", "path", "location"].contains($0.name) }
        .compactMap { $0["name"]?.value })
    for block in root.children where block.name == "block" {
      guard let name = name(of: block) else { continue }
      let type = block["type"]?.value ?? "SINGLE_VEHICLE_ONLY"
      let known = ["SINGLE_VEHICLE_ONLY", "SAME_DIRECTION_ONLY"]
      guard known.contains(type) else {
        source.error(
          "the type \(quoted(type)) of block \(quoted(name)) is not known; expected "
            + known.joined(separator: " or ") + MapDiagnostics.suggestion(for: type, among: known),
          place(block, "type"))
        continue
      }
      let group = names.take(name)
      for member in block.children where member.name == "member" {
        guard let known = self.name(of: member) else { continue }
        guard members.contains(known) else {
          source.error(
            "block \(quoted(name)) has the member \(quoted(known)), which no point, path or location is"
              + MapDiagnostics.suggestion(for: known, among: Array(members.sorted().prefix(10_000))),
            place(member, "name"))
          continue
        }
        if type == "SINGLE_VEHICLE_ONLY", blocksOfMember[known]?.contains(group) != true {
          blocksOfMember[known, default: []].append(group)
        }
      }
    }
  }

  // MARK: Vehicles

  private mutating func readVehicle(_ element: LayoutXML) {
    guard let name = name(of: element) else { return }
    let box = element.children.first { $0.name == "boundingBox" }
    let length = number(box ?? element, "length", in: 1...50_000, default: 1000)
    let width = box.map { number($0, "width", in: 1...50_000, default: 1000) }
    let speed = number(element, "maxVelocity", in: 1...1e5, default: 1000)
    let critical = number(element, "energyLevelCritical", in: 0...100, default: 30)
    let full = number(element, "energyLevelFullyRecharged", in: 0...100, default: 90)
    guard let length, let speed, let critical, let full else { return }
    var robots = Layout.Robots.assumed(name)
    // Without a width it is taken to be a disc of its length.
    robots.size = [length / 1000, (width ?? length).map { $0 / 1000 } ?? length / 1000]
    robots.maxSpeed = speed / 1000
    robots.battery.rechargeBelow = critical / 100
    robots.battery.chargeUntil = max(full, critical + 1) / 100
    robots.origin = "from the plant model; assumed: mass, acceleration, turn rate, battery"
    // Vehicles that are alike are one class.
    let alike = layout.robots.firstIndex {
      $0.size == robots.size && $0.maxSpeed == robots.maxSpeed
        && $0.battery.rechargeBelow == robots.battery.rechargeBelow
        && $0.battery.chargeUntil == robots.battery.chargeUntil
    }
    if let alike {
      layout.robots[alike].count += 1
    } else if layout.robots.count < Self.mostKinds {
      robots.count = 1
      layout.robots.append(robots)
    } else {
      source.error("more than \(Self.mostKinds) kinds of vehicles", .bytes(element.place))
    }
  }

  // MARK: The rest

  private func noteRest(_ root: LayoutXML) {
    let known = [
      "point", "path", "locationType", "location", "vehicle", "block", "group", "visualLayout",
      "property", "peripheral",
    ]
    for child in root.children {
      switch child.name {
      case "block" where child["type"]?.value == "SAME_DIRECTION_ONLY":
        source.leaveOut(
          "blocks of the type SAME_DIRECTION_ONLY",
          "robots reserve what they drive on piece by piece, in either direction",
          .bytes(child.place))
      case "group": source.leaveOut("groups", "they are for people", .bytes(child.place))
      case "visualLayout":
        source.leaveOut("'visualLayout'", "it is for drawing", .bytes(child.place))
      case "property":
        source.leaveOut("properties", "they are for other programs", .bytes(child.place))
      case let name where !known.contains(name):
        source.warn(
          "the element \(quoted(name)) is not known and not used"
            + MapDiagnostics.suggestion(for: name, among: known), .bytes(child.place))
      default: break
      }
    }
  }

  private func checkUnits(_ root: LayoutXML) {
    guard let (lower, upper) = layout.extent else { return }
    let side = max(upper.x - lower.x, upper.y - lower.y)
    if graph.nodes.count > 1, side < 0.5 {
      source.error(
        "this plant model is \(NumberText.short(side * 1000)) mm wide; are its places in metres? openTCS "
          + "has millimetres", .bytes(root.place))
    }
  }

  // MARK: Values

  private func place(_ element: LayoutXML, _ attribute: String) -> LayoutPlace {
    .bytes(element[attribute]?.place ?? element.place)
  }

  private func name(of element: LayoutXML) -> String? {
    if let name = element["name"]?.value, !name.isEmpty { return name }
    source.error("this \(element.name) has no name", .bytes(element.place))
    return nil
  }

  private func point(_ element: LayoutXML, _ attribute: String, of what: String) -> Int? {
    guard let name = element[attribute] else {
      source.error("\(what) has no \(attribute)", .bytes(element.place))
      return nil
    }
    if let node = graph[name.value] { return node }
    source.error(
      "the \(attribute) of \(what) is \(quoted(name.value)), which no point is\(graph.hint(name.value))",
      .bytes(name.place))
    return nil
  }

  private func number(
    _ element: LayoutXML, _ attribute: String, in range: ClosedRange<Double>,
    default standard: Double? = nil
  ) -> Double? {
    guard let found = element[attribute] else {
      if standard == nil {
        source.error("this \(element.name) has no \(attribute)", .bytes(element.place))
      }
      return standard
    }
    let value = LayoutValue(
      content: .scalar(found.value, isQuoted: false), place: .bytes(found.place))
    return source.number(value, "the \(attribute) of this \(element.name)", in: range)
  }
}
