import SimCore

/// A building of Open-RMF with the configurations of its fleets.
///
/// Source: the readers of rmf_traffic_editor and of rmf_building_map_tools, Open-RMF.
struct RMFImport {
  private let sources: [LayoutSource]
  private let options: LayoutOptions

  /// An import of a building and of fleet configurations, in any order.
  init(_ sources: [LayoutSource], _ options: LayoutOptions) {
    self.sources = sources
    self.options = options
  }

  /// One level of the building; nil, with a mistake, where something is missing or wrong.
  func layout() -> Layout? {
    var buildings: [(source: LayoutSource, root: LayoutValue)] = []
    var fleets: [RMFFleet] = []
    for source in sources {
      guard let root = source.tree() else { continue }
      if root["rmf_fleet"] != nil {
        if let fleet = RMFFleet.read(root, source) { fleets.append(fleet) }
      } else if root["levels"] != nil {
        buildings.append((source, root))
      } else {
        source.error(
          "this is neither a building of Open-RMF (it has no key 'levels') nor the configuration of "
            + "a fleet (no key 'rmf_fleet')", root.place)
      }
    }
    if sources.contains(where: \.hasErrors) { return nil }
    guard buildings.count == 1 else {
      let place = buildings.last ?? sources.first.map { ($0, LayoutValue.nothing) }
      place?.source.error(
        buildings.isEmpty
          ? "no building is given beside this configuration of a fleet; name its building.yaml too"
          : "two buildings are given; import them one by one", .characters(nil))
      return nil
    }
    let (source, root) = buildings[0]
    guard let building = RMFBuilding.read(root, options, source) else { return nil }
    return RMFFleet.staffed(building, fleets, source)
  }
}

extension LayoutValue {
  /// A value that holds nothing and stands nowhere.
  static let nothing = LayoutValue(
    content: .scalar("", isQuoted: false), place: .characters(nil))
}
