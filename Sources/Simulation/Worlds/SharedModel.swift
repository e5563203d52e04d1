/// A compiled scene behind a reference.
///
/// A fleet is a move-only value, and the compiler follows every leaf of such a value through every function over it: with
/// the hundreds of a scene among them that takes minutes of each build.
final class SharedModel: Sendable {
  let model: WorldModel

  init(_ model: WorldModel) { self.model = model }
}
