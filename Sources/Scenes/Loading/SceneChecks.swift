import SimCore

/// Checks what a scene means, after its types are right; works on whatever part of it is sound.
struct SceneChecks {
  /// Where mistakes go.
  let context: LoadContext
  /// The typed tree; parts of it may be mistakes that were reported.
  let tree: TypedNode
  /// Bounds and map.
  let map: LoadedMap

  /// Runs all checks.
  func run() {
  }
}
