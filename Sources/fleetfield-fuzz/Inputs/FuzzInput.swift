/// What inputs are made for.
enum FuzzTarget: String, CaseIterable {
  /// Whole scenes made by the generator, run for three simulated seconds.
  case fleets
  /// Texts of scenes, mutated.
  case scenes
  /// Files of every importer, mutated.
  case maps
  /// Layouts of every format that is imported, mutated.
  case layouts
  /// Logs of orders and zone sets, mutated.
  case orders
  /// Files of run folders, mutated.
  case folders
  /// Records and snapshots, mutated.
  case records
  /// Events of a user at the viewer.
  case viewer
}

/// One input: files in a folder of its own, and the words of the call that reads them.
struct FuzzInput {
  /// A property of a scene that a campaign counts, such as mode meanField.
  struct Trait: Hashable {
    var group: String
    var value: String
  }

  /// What it is made for.
  var target: FuzzTarget
  /// The campaign's seed.
  var seed: UInt64
  /// Its number in the campaign; with target and seed it makes the same input again.
  var index: Int
  /// Paths below the folder, with their bytes.
  var files: [(path: String, bytes: [UInt8])] = []
  /// The words after the program's name.
  var words: [String] = []
  /// True where this program itself is called, not the one that is tried.
  var isOwnCall = false
  /// What the campaign counts.
  var traits: [Trait] = []

  /// Its name in tables and folders.
  var name: String { "\(target.rawValue)-\(seed)-\(index)" }
}

extension FuzzInput {
  /// Makes the input of a target, seed and number.
  static func make(
    _ target: FuzzTarget, seed: UInt64, index: Int, shipped: ShippedFiles
  ) -> FuzzInput {
    switch target {
    case .fleets: FleetWriter.input(seed: seed, index: index)
    case .scenes: SceneMutation.input(seed: seed, index: index, shipped: shipped)
    case .maps: MapMutation.input(seed: seed, index: index)
    case .layouts: LayoutMutation.input(seed: seed, index: index)
    case .orders: OrderMutation.input(seed: seed, index: index)
    case .folders: FolderMutation.input(seed: seed, index: index)
    case .records: RecordMutation.input(seed: seed, index: index, shipped: shipped)
    case .viewer: ViewerInput.input(seed: seed, index: index)
    }
  }
}
