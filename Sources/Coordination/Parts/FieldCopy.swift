import Contracts
import MeanFields
import SimCore

/// What is sent of the fields at one moment, as numbers of its own: the stacks of all readers, and the spatial fields.
///
/// For ways of coordinating that send something else than the present.
struct FieldCopy: ~Copyable {
  /// m^exec for executors and for orchestrators, m^orch for orchestrators and for executors, class by class.
  /// [4 × classCount × 2 × d]
  private(set) var stacks: Buffer<Float>
  /// The spatial field, and behind it where robots are bound, four cells to an element; each empty where nobody
  /// reads it. [rows × columns, ⌈rows × columns / 4⌉]
  private(set) var cells: Buffer<SIMD4<Float>>
  /// Elements of the spatial field.
  private let gridCount: Int
  /// Cells of where robots are bound.
  private let boundCount: Int
  private let contextCount: Int
  private let planCount: Int

  /// Numbers of the stacks of so many classes.
  static func stackCount(classCount: Int) -> Int {
    4 * classCount * (ExecutorSchema.count + OrchestratorSchema.count)
  }

  /// A copy of the fields as they are.
  init(of fields: borrowing MeanFieldBank) {
    contextCount = fields.classes.count * 2 * ExecutorSchema.count
    planCount = fields.classes.count * 2 * OrchestratorSchema.count
    stacks = Buffer(
      count: Self.stackCount(classCount: fields.classes.count), repeating: 0)
    gridCount = fields.readGrid?.cellCount ?? 0
    boundCount =
      fields.configuration.areDestinationsRead(by: fields.classes)
      ? fields.destinations.view.shape.cellCount : 0
    cells = Buffer(count: gridCount + (boundCount + 3) / 4, repeating: .zero)
    copyStacks(of: fields)
    copyCells(of: fields)
  }

  /// Takes the stacks as they are.
  mutating func copyStacks(of fields: borrowing MeanFieldBank) {
    let sent = FieldStacks(of: fields)
    stacks.base.update(from: sent.executors, count: contextCount)
    (stacks.base + contextCount).update(from: sent.blocks, count: contextCount)
    (stacks.base + 2 * contextCount).update(from: sent.plans, count: planCount)
    (stacks.base + 2 * contextCount + planCount).update(
      from: sent.plansForExecutors, count: planCount)
  }

  /// Takes the spatial fields as they are.
  mutating func copyCells(of fields: borrowing MeanFieldBank) {
    if let grid = fields.readGrid { cells.base.update(from: grid.cells, count: gridCount) }
    guard boundCount > 0, let bound = fields.readDestinations else { return }
    UnsafeMutableRawPointer(cells.base + gridCount).copyMemory(
      from: bound.cells, byteCount: boundCount * MemoryLayout<Float>.stride)
  }

  /// Takes stacks from elsewhere. [stacks.count]
  mutating func take(stacks other: UnsafePointer<Float>) {
    stacks.base.update(from: other, count: stacks.count)
  }

  /// Takes spatial fields from elsewhere. [cells.count]
  mutating func take(cells other: UnsafePointer<SIMD4<Float>>) {
    cells.base.update(from: other, count: cells.count)
  }

  /// Numbers of all parts.
  var numberCount: Int { stacks.count + cellNumbers }
  private var cellNumbers: Int { cells.count * SIMD4<Float>.scalarCount }

  /// The stacks, then the cells, as numbers. [numberCount]
  var numbers: [Float] {
    var all = stacks.array
    let bytes = UnsafeRawBufferPointer(
      start: cells.base, count: cellNumbers * MemoryLayout<Float>.stride)
    bytes.withMemoryRebound(to: Float.self) { all += $0 }
    return all
  }

  /// Takes all parts from elsewhere. [numberCount]
  mutating func take(numbers other: UnsafePointer<Float>) {
    take(stacks: other)
    // Byte by byte: rows of floats are not aligned as cells are.
    UnsafeMutableRawPointer(cells.base).copyMemory(
      from: other + stacks.count, byteCount: cellNumbers * MemoryLayout<Float>.stride)
  }

  /// Moves every number towards another copy's by a share of the gap.
  mutating func approach(_ other: borrowing FieldCopy, by share: Float) {
    for i in 0..<stacks.count { stacks[i] += share * (other.stacks[i] - stacks[i]) }
    for i in 0..<cells.count { cells[i] += share * (other.cells[i] - cells[i]) }
  }

  /// What every class is sent.
  var sent: FieldStacks {
    let base = UnsafePointer(stacks.base)
    return FieldStacks(
      executors: base, blocks: base + contextCount, plans: base + 2 * contextCount,
      plansForExecutors: base + 2 * contextCount + planCount)
  }

  /// A view of the fields with the numbers of the copy in it.
  ///
  /// Extra features are not copied, and withheld.
  func view(_ view: PopulationView, classIndex: Int, layer: FieldLayer) -> PopulationView {
    var copied = view
    let isPlanner = layer == .orchestrator
    if view.orchestratorField != nil {
      copied.orchestratorField =
        (isPlanner ? sent.plans : sent.plansForExecutors)
        + classIndex * 2 * OrchestratorSchema.count
    }
    if view.executorField != nil {
      copied.executorField =
        (isPlanner ? sent.blocks : sent.executors) + classIndex * 2 * ExecutorSchema.count
    }
    copied.withholdExtras()
    return copied
  }

  /// A view of the spatial field with the numbers of the copy in it.
  func grid(_ view: SpatialFieldView?) -> SpatialFieldView? {
    view.map {
      SpatialFieldView(
        cells: UnsafePointer(cells.base), columns: $0.columns, rows: $0.rows, lower: $0.lower,
        cellSize: $0.cellSize)
    }
  }

  /// A view of where robots are bound with the numbers of the copy in it; nil where nobody reads that.
  func destinations(_ view: DestinationFieldView?) -> DestinationFieldView? {
    guard boundCount > 0 else { return nil }
    // In bounds and of the same layout: `boundCount` floats lie in the elements behind the spatial field.
    let floats = UnsafeRawPointer(cells.base + gridCount).assumingMemoryBound(to: Float.self)
    return view.map { DestinationFieldView(cells: floats, shape: $0.shape, peak: $0.peak) }
  }

  /// Lists what a snapshot holds.
  ///
  /// Constant: `contextCount`, `planCount`, `gridCount`, `boundCount`.
  mutating func visitState(_ archive: inout StateArchive) {
    archive.visit(&stacks)
    archive.visit(&cells)
  }
}

extension MeanFieldBank {
  /// The spatial field as whoever may reads it, or nil where nobody may.
  fileprivate var readGrid: SpatialFieldView? { grid(for: .executor) ?? grid(for: .orchestrator) }
  /// Where robots are bound as whoever may reads it, or nil where nobody may.
  fileprivate var readDestinations: DestinationFieldView? {
    destinations(for: .executor) ?? destinations(for: .orchestrator)
  }
}

extension SpatialFieldView {
  fileprivate var cellCount: Int { columns * rows }
}
