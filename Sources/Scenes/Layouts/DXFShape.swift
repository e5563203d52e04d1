import SimCore

#if canImport(Glibc)
  import Glibc
#endif

/// What an entity is on the floor, in units of the drawing.
enum DXFShape {
  case line([Layout.Point])
  /// A closed line; its first point is not repeated.
  case ring([Layout.Point])
  case disc(Layout.Point, radius: Double)
}

extension DXFDrawing.Entity {
  /// A chord of an arc turns by at most this angle: with it a column of 1 m is met within 4 mm.
  private static let chord = Double.pi / 18

  /// The shape; nil, with a mistake or a remark, where there is none.
  func shape(_ source: LayoutSource) -> DXFShape? {
    switch type {
    case "LINE":
      guard let x = number(10, source), let y = number(20, source), let u = number(11, source),
        let v = number(21, source)
      else { return nil }
      return .line([[x, y], [u, v]])
    case "LWPOLYLINE", "POLYLINE": return polyline(source)
    case "CIRCLE":
      guard let center = center(source), let radius = radius(source) else { return nil }
      return .disc(center * mirror(source), radius: radius)
    case "ARC":
      guard let center = center(source), let radius = radius(source),
        let start = number(50, source), let end = number(51, source)
      else { return nil }
      let mirror = mirror(source)
      return .line(arc(center, radius, from: start, to: end).map { $0 * mirror })
    default:
      source.leaveOut(
        "\(quoted(type)) entities", "only LINE, LWPOLYLINE, POLYLINE, CIRCLE and ARC are walls",
        .bytes(place))
      return nil
    }
  }

  // MARK: Curves

  /// Points of an arc, anticlockwise, angles in degrees.
  private func arc(
    _ center: Layout.Point, _ radius: Double, from start: Double, to end: Double
  ) -> [Layout.Point] {
    var sweep = (end - start).truncatingRemainder(dividingBy: 360)
    if sweep <= 0 { sweep += 360 }
    let (first, angle) = (start * Double.pi / 180, sweep * Double.pi / 180)
    let count = max(2, Int((angle / Self.chord).rounded(.up)))
    return (0...count).map { k in
      // An importer runs once and is read by people: libm's last bit matters to nobody here, since places
      // are written to the millimetre.
      let at = first + angle * Double(k) / Double(count)
      return center + Layout.Point(radius * cos(at), radius * sin(at))
    }
  }

  private func polyline(_ source: LayoutSource) -> DXFShape? {
    var points: [Layout.Point] = []
    var bulges: [Double] = []
    var x: Double?
    for group in groups {
      switch group.code {
      case 10: x = value(group.value, 10, source)
      case 20:
        guard let across = x, let y = value(group.value, 20, source) else { return nil }
        points.append([across, y])
        bulges.append(0)
        x = nil
      case 42:
        guard let bulge = value(group.value, 42, source) else { return nil }
        if !bulges.isEmpty { bulges[bulges.count - 1] = bulge }
      default: break
      }
    }
    guard points.count > 1 else {
      source.error("this \(type) has \(points.count) points; expected two or more", .bytes(place))
      return nil
    }
    let flags = groups.first { $0.code == 70 }.flatMap { Int(source.text.string($0.value)) } ?? 0
    let isClosed = flags & 1 == 1
    let mirror = mirror(source)
    var line: [Layout.Point] = [points[0] * mirror]
    for k in points.indices where k + 1 < points.count || isClosed {
      line += bulged(points[k], points[(k + 1) % points.count], bulges[k]).map { $0 * mirror }
    }
    if isClosed { line.removeLast() }
    return isClosed && line.count > 2 ? .ring(line) : .line(line)
  }

  /// The points after the first of a stretch that bulges: the tangent of a quarter of its angle, to the right
  /// of the way where it is positive.
  private func bulged(_ a: Layout.Point, _ b: Layout.Point, _ bulge: Double) -> [Layout.Point] {
    guard abs(bulge) > 1e-9, abs(bulge) < 1e6, a != b else { return [b] }
    let arm = b - a
    let angle = 4 * atan(bulge)
    // The centre lies beside the middle of the chord.
    let offset = (1 - bulge * bulge) / (4 * bulge)
    let center = (a + b) * 0.5 + Layout.Point(-arm.y, arm.x) * offset
    let start = a - center
    let count = max(2, Int((abs(angle) / Self.chord).rounded(.up)))
    return (1...count).map { k in
      if k == count { return b }
      let turn = angle * Double(k) / Double(count)
      let (c, s) = (cos(turn), sin(turn))
      return center + Layout.Point(start.x * c - start.y * s, start.x * s + start.y * c)
    }
  }

  // MARK: Values

  /// Entities drawn from below (extrusion −z) have their x the other way.
  private func mirror(_ source: LayoutSource) -> Layout.Point {
    let extrusion = groups.first { $0.code == 230 }.flatMap {
      Double(source.text.string($0.value))
    }
    return type != "LINE" && (extrusion ?? 1) < -0.5 ? [-1, 1] : [1, 1]
  }

  private func center(_ source: LayoutSource) -> Layout.Point? {
    guard let x = number(10, source), let y = number(20, source) else { return nil }
    return [x, y]
  }

  private func radius(_ source: LayoutSource) -> Double? {
    guard let radius = number(40, source) else { return nil }
    if radius > 0 { return radius }
    if radius == 0 {
      source.leaveOut("shapes without a radius", "they cover nothing", .bytes(place))
      return nil
    }
    source.error("the radius of this \(type) must be above 0", .bytes(place))
    return nil
  }

  private func number(_ code: Int, _ source: LayoutSource) -> Double? {
    guard let group = groups.first(where: { $0.code == code }) else {
      source.error("this \(type) has no group \(code)", .bytes(place))
      return nil
    }
    return value(group.value, code, source)
  }

  private func value(_ range: Range<Int>, _ code: Int, _ source: LayoutSource) -> Double? {
    let value = LayoutValue(
      content: .scalar(source.text.string(range), isQuoted: false), place: .bytes(range))
    return source.number(value, "group \(code) of this \(type)", in: -1e9...1e9)
  }
}
