/// How much a drawing tells: less where a page would grow too large.
struct DrawingDetail: Equatable, Sendable {
  /// The most symbols of a picture; one with more has lines alone.
  var symbols: Int
  /// The most places of a line.
  var places: Int
  /// The most places along a line at which a reader is told its values.
  var lineNotes: Int
  /// The most fields of a table of colours that have a number.
  var fields: Int

  /// As much as a picture of its width can show.
  static let full = DrawingDetail(symbols: 300, places: 800, lineNotes: 60, fields: 2000)
  /// From much to little.
  static let levels = [
    full, DrawingDetail(symbols: 120, places: 400, lineNotes: 20, fields: 400),
    DrawingDetail(symbols: 30, places: 200, lineNotes: 0, fields: 0),
  ]
}
