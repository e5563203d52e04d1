import Navigation
import SimCore

/// A way on the floor: its length, where it turns, and what it goes through.
struct FloorWay {
  /// Metres.
  var length = 0.0
  /// Angles by which it turns at its corners, radians.
  var bends: [Double] = []
  /// Unit vectors along its beginning and its end.
  var departure = Vec2(1, 0), arrival = Vec2(1, 0)
  /// What it goes through: each stretch once.
  var passages: [Crossing] = []

  /// All of a way along one stretch of the corridors.
  struct Crossing {
    /// The stretch.
    var stretch: Int32
    /// True where it goes from the stretch's end to its start.
    var isBackward: Bool
    /// Metres.
    var length: Double
    /// Least clear width, metres, and how many metres are no more than a quarter wider.
    var width: Double, narrowLength: Double
    /// Where it is narrowest, metres.
    var narrowest: Vec2
  }
}

/// Finds the ways between places, as robots take them: the shortest ones for a body, along the corridors.
struct FloorWays: ~Copyable {
  let map: CorridorMap
  let radius: Float
  private var search: CorridorSearch
  /// Metres between places at which the width of a way is looked at.
  private let step: Float

  init(_ map: CorridorMap, directions: CorridorDirections, bodyRadius: Float) {
    self.map = map
    radius = map.room(radius: bodyRadius)
    step = max(0.2, 0.75 * bodyRadius)
    search = CorridorSearch(map, directions: directions)
  }

  /// The ways from some places to one, metres; nil where there is none.
  ///
  /// - Complexity: That of a search, and O(length / step × gates of a stretch) for each way.
  mutating func ways(from starts: [Vec2], to goal: Vec2) -> [FloorWay?] {
    let field = search.field(to: goal, radius: radius)
    return starts.map { start in
      guard let place = map.place(start), field.distance(from: place, map) < .infinity else {
        return nil
      }
      var corners: [Vec2] = []
      field.forEachCorner(from: place, map) { corner in
        if let last = corners.last, (corner - last).length < 1e-3 { return true }
        corners.append(corner)
        return true
      }
      return way(along: corners)
    }
  }

  private func way(along corners: [Vec2]) -> FloorWay? {
    guard let first = corners.first else { return nil }
    guard corners.count > 1 else { return FloorWay() }
    var way = FloorWay()
    var heading: Vec2?
    var (last, pieces) = (first, [FloorWay.Crossing]())
    var widths: [[Double]] = []
    var before: CorridorPlace?
    for corner in corners.dropFirst() {
      let leg = corner - last
      let direction = leg.normalized
      if let heading {
        way.bends.append(Double(angle(between: heading, and: direction)))
      } else {
        way.departure = direction
      }
      heading = direction
      way.arrival = direction
      way.length += Double(leg.length)
      let count = max(1, Int((leg.length / step).rounded(.up)))
      for k in 0..<count {
        let place = map.place(last + leg * ((Float(k) + 0.5) / Float(count)))
        guard let place else { continue }
        let piece = Double(leg.length) / Double(count)
        let isBackward = before.map { $0.stretch == place.stretch && place.along < $0.along }
        if pieces.last?.stretch != place.stretch {
          pieces.append(
            FloorWay.Crossing(
              stretch: place.stretch, isBackward: false, length: 0, width: .infinity,
              narrowLength: 0, narrowest: place.point))
          widths.append([])
        } else if let isBackward {
          pieces[pieces.count - 1].isBackward = isBackward
        }
        pieces[pieces.count - 1].length += piece
        widths[pieces.count - 1].append(2 * Double(place.room))
        if 2 * Double(place.room) < pieces[pieces.count - 1].width {
          pieces[pieces.count - 1].width = 2 * Double(place.room)
          pieces[pieces.count - 1].narrowest = place.point
        }
        before = place
      }
      last = corner
    }
    for k in pieces.indices {
      let least = widths[k].min() ?? .infinity
      pieces[k].width = least
      let narrow = widths[k].count { $0 <= 1.25 * least }
      pieces[k].narrowLength = pieces[k].length * Double(narrow) / Double(max(1, widths[k].count))
    }
    way.passages = FloorWay.Crossing.gathered(pieces)
    return way
  }
}

extension FloorWay.Crossing {
  /// Pieces along the same stretch as one: a way in the open goes to and fro between neighbours.
  static func gathered(_ pieces: [FloorWay.Crossing]) -> [FloorWay.Crossing] {
    var all: [FloorWay.Crossing] = []
    var longest: [Double] = []
    for piece in pieces {
      guard let place = all.firstIndex(where: { $0.stretch == piece.stretch }) else {
        all.append(piece)
        longest.append(piece.length)
        continue
      }
      all[place].length += piece.length
      if piece.length > longest[place] {
        longest[place] = piece.length
        all[place].isBackward = piece.isBackward
      }
      if piece.width < all[place].width {
        all[place].width = piece.width
        all[place].narrowLength = piece.narrowLength
        all[place].narrowest = piece.narrowest
      }
    }
    return all
  }
}

/// The angle between two unit vectors, from 0 to π.
func angle(between a: Vec2, and b: Vec2) -> Float { arctangent(a.cross(b), a.dot(b)).magnitude }
