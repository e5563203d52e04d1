import SimCore

/// What a map takes in memory once it runs, told before it is taken.
public enum MapMemory {
  /// A map that needs more is refused: 1 GB, which every input of this program is held to.
  ///
  /// That is some 3400² free cells, whose ways take a quarter of a minute to compile; street and game
  /// maps have up to 2048² cells, and pictures of finer cells than 0.2 m are joined.
  public static let limit = 1_000_000_000
  /// From here on the need is said: 500 MB.
  public static let worthSaying = 500_000_000

  /// Bytes per cell of the ways that are compiled from a map: measured on free maps of 1024², 2048²
  /// and 4096² cells with one robot radius (84, 84 and 75 bytes of resident memory per cell).
  private static let bytesPerCell = 80
  /// Bytes per cell of the file: its text, the shades of a picture and the free and occupied cells.
  private static let bytesPerFileCell = 5

  /// The bytes that a map of so many cells needs to run, about.
  ///
  /// Cells of less than 0.2 m are joined to about 0.25 m when ways are compiled, so a fine map needs
  /// less than its number of cells says.
  public static func bytes(columns: Int, rows: Int, cellSize: Float) -> Int {
    let joined = cellSize < 0.2 ? max(1, Int((0.25 / cellSize).rounded())) : 1
    let wayCells = (columns / joined + 1) * (rows / joined + 1)
    return wayCells * bytesPerCell + columns * rows * bytesPerFileCell
  }

  /// `5.4 GB` or `640 MB`.
  public static func words(_ bytes: Int) -> String {
    bytes >= 1_000_000_000
      ? "\(NumberText.digits((Double(bytes) / 1e8).rounded() / 10)) GB" : "\(bytes / 1_000_000) MB"
  }
}
