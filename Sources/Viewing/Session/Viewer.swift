import Scenes
import SimCore
import Simulation

/// The whole state of a viewer: what it looks at, how, and what the user is doing.
///
/// It is a value without window, thread or device. Events go in through `handle(_:)`, which
/// answers with requests to the outside; `picture()` gives the draw list.
public struct Viewer: Sendable {
  /// What does not change from frame to frame.
  public internal(set) var scenery: Scenery
  /// Counts sceneries, so that a renderer can tell kept images apart.
  public internal(set) var sceneryVersion = 1
  /// The moment that is shown.
  public internal(set) var frame = FleetFrame()
  /// Where the picture looks.
  public var camera: Camera
  /// What is switched on.
  public var options: ViewOptions
  /// Selected robots, the one inspected last.
  public var selection: [Int] = []
  /// The robot the camera follows.
  public var followed: Int?
  /// The robot that W A S D drives.
  public var possessed: Int?
  /// True where robots may be dragged while paused.
  public var isEditing = false
  /// How time goes on.
  public var playback = Playback()
  /// The time axis.
  public var timeline = Timeline()
  /// Counters over time.
  public internal(set) var plots: PlotHistory
  /// Means of all features of both fields over time.
  public internal(set) var fieldTrends: PlotHistory
  /// All that was true of any robot in what was shown of this run.
  var seenFlags: RobotFlags = []
  /// Trails of robots in general.
  public internal(set) var trails = Trails()
  /// Trails of the selected robots, drawn as the way driven.
  public internal(set) var selectionTrails = Trails()
  /// Messages that stay until closed.
  public var messages: [ViewerMessage] = []
  /// A line that goes away by itself.
  public var notice: String?
  /// Cameras stored under the digits 1 … 9.
  public internal(set) var bookmarks: [Int: Camera] = [:]
  /// Wall seconds of the last pictures, averaged.
  public var drawSeconds = 0.0
  /// Pictures per wall second.
  public var picturesPerSecond = 0.0
  /// Panels that somebody has closed to their heads.
  public internal(set) var collapsedPanels: Set<PanelKind> = []
  /// Panels in the order in which they were opened: the last one gives way last.
  var panelOrder: [PanelKind] = []
  /// How far panels are scrolled, points.
  public internal(set) var panelScroll: [PanelKind: Float] = [:]
  /// The event under the pointer.
  public internal(set) var hoveredEvent: FleetEvent?
  /// The box that is being dragged, pixels.
  public internal(set) var selectionBox: ClipBox?
  /// Colours of the map's cells, made once per scenery and theme. [rows × columns]
  public internal(set) var mapCells: [Color] = []
  /// Where a replay was found to differ from its record.
  public internal(set) var mismatch: ReplayMismatch?
  /// How a replay stands against its record; nil for a scene.
  public var replay: ReplayStanding?
  /// True while what is shown is written into a film.
  public var isFilming = false
  /// True while the session itself goes on; it follows `playback` as soon as its thread has heard.
  public internal(set) var isRunning = false
  /// True where frames are to hold all figures of the run so far.
  public var wantsFigures = false
  /// Robots of another run, drawn as shadows. [robots of that run]
  public var ghost: [Pose] = []
  /// Ends of the carpets' scales that hold for all pictures beside this one, too.
  var sharedTops: [FieldChannel: Float] = [:]
  /// The overlay that was just switched on, until a frame says whether there is anything to see of it.
  var unanswered: Overlay?
  var pointer = PointerState()
  var lastTrailTime = -1.0

  /// A viewer of a scenery with a picture of this size (px).
  public init(scenery: Scenery, size: Vec2, options: ViewOptions = ViewOptions()) {
    self.scenery = scenery
    self.options = options
    plots = PlotHistory(counterCount: scenery.counters.count)
    fieldTrends = Viewer.trends(of: scenery)
    camera = Camera(center: scenery.bounds.center, pixelsPerMetre: 10, viewport: size)
    timeline.stepsPerSecond = scenery.stepsPerSecond
    if scenery.duration.isFinite {
      timeline.totalSteps = Int(scenery.duration * Double(scenery.stepsPerSecond))
    }
    refreshMapCells()
    fitAll()
  }

  /// The draw list of what is shown now.
  ///
  /// - Complexity: O(robots) once, with no sorting except of grid cells.
  public func picture() -> DrawList {
    var builder = PictureBuilder(viewer: self)
    return builder.build()
  }
}

/// A message in the window: a broken scene with line and caret, or an error.
public struct ViewerMessage: Equatable, Sendable {
  /// One line in large.
  public var title: String
  /// Further lines, drawn with equal character widths.
  public var lines: [String]
  /// True for errors, false for warnings.
  public var isError: Bool
  /// A message from its values.
  public init(title: String, lines: [String], isError: Bool = true) {
    self.title = title
    self.lines = lines
    self.isError = isError
  }
}

/// How many robots leave general trails at most: beyond it lines cover the floor.
private let trailLimit = 2000
/// Simulated seconds between two points of a feature's trend at first.
private let trendSpacing = 0.5
/// Simulated seconds between two points of a trail.
private let trailSpacing = 0.2

extension Viewer {
  /// Shows another moment.
  public mutating func show(_ next: FleetFrame) {
    let isBack = next.step < frame.step
    frame = next
    timeline.step = next.step
    timeline.knownSteps = max(timeline.knownSteps, next.step)
    timeline.add(next.events)
    plots.append(time: next.time, row: next.counters)
    for flags in next.flags { seenFlags.formUnion(flags) }
    if !next.fields.isEmpty, fieldTrends.isDue(next.time) {
      fieldTrends.append(time: next.time, row: fieldMeans)
    }
    answerOverlay()
    selection.removeAll { $0 >= next.pose.count }
    updateTrails(isBack: isBack)
    if let place = followed.flatMap(place(of:)) { camera.glide(to: place, share: 0.25) }
  }

  /// Shows what is known of a recorded run before it is simulated again.
  public mutating func show(_ record: RunRecord) {
    timeline.knownSteps = max(timeline.knownSteps, record.stepCount)
    timeline.add(record.events)
    replay = ReplayStanding(of: record)
    mismatch = nil
  }

  /// Looks at another scenery, such as a reloaded scene; camera and options stay.
  public mutating func replaceScenery(_ next: Scenery) {
    let hadSameBounds = next.bounds == scenery.bounds
    scenery = next
    sceneryVersion += 1
    selection = selection.filter { $0 < next.robotCount }
    if let robot = followed, robot >= next.robotCount { followed = nil }
    possessed = nil
    plots = PlotHistory(counterCount: next.counters.count)
    fieldTrends = Viewer.trends(of: next)
    seenFlags = []
    replay = nil
    if let index = options.fieldClass, index >= next.classes.count { options.fieldClass = nil }
    trails = Trails()
    selectionTrails = Trails()
    lastTrailTime = -1
    timeline = Timeline()
    timeline.stepsPerSecond = next.stepsPerSecond
    if next.duration.isFinite {
      timeline.totalSteps = Int(next.duration * Double(next.stepsPerSecond))
    }
    frame = FleetFrame()
    refreshMapCells()
    if !hadSameBounds { fitAll() }
  }

  private static func trends(of scenery: Scenery) -> PlotHistory {
    PlotHistory(
      counterCount: scenery.orchestratorFeatures.count + scenery.executorFeatures.count,
      spacing: trendSpacing)
  }

  /// Shows the whole floor beside the panels.
  public mutating func fitAll() {
    followed = nil
    camera.fit(scenery.bounds, margins: fitMargins)
  }

  /// What the source should write into the next frame for this picture.
  public var captureRequest: CaptureRequest {
    var request = CaptureRequest()
    request.details = selection
    request.visible = camera.visible
    // Messages are shown with what they cost.
    request.wantsFigures = wantsFigures || options.overlays.contains(.links)
    request.wantsPlan = options.plan != nil
    request.fieldClass = options.field != nil || options.plan != nil ? options.fieldClass : nil
    request.overlays = options.overlays.filter { $0.capture != nil }
    return request
  }

  /// Where a robot is, metres; nil where the frame has none of it, or it has no place any more.
  public func place(of robot: Int) -> Vec2? {
    guard frame.pose.indices.contains(robot), frame.pose[robot].position.isFinite else {
      return nil
    }
    return frame.pose[robot].position
  }

  /// The robot at a pixel, or nil: the nearest one whose circle, or 7 points round it, is there.
  ///
  /// - Complexity: O(robots).
  public func robot(at pixel: Vec2) -> Int? {
    let point = camera.world(pixel)
    let slack = 7 * options.scale / camera.pixelsPerMetre
    var best: Int?
    var bestDistance = Float.infinity
    let pose = frame.pose
    for look in scenery.classes {
      let reach = max(look.shape.boundingRadius, slack)
      for robot in frame.rows(of: look) {
        let distance = (pose[robot].position - point).lengthSquared
        if distance <= reach * reach && distance < bestDistance {
          best = robot
          bestDistance = distance
        }
      }
    }
    return best
  }

  /// All robots in a box of pixels.
  public func robots(in region: ClipBox) -> [Int] {
    let a = camera.world(region.origin)
    let b = camera.world(region.origin + region.size)
    let box = AABB(
      lower: Vec2(min(a.x, b.x), min(a.y, b.y)), upper: Vec2(max(a.x, b.x), max(a.y, b.y)))
    return frame.pose.indices.filter { box.contains(frame.pose[$0].position) }
  }

  mutating func refreshMapCells() {
    let wall = options.theme.wall
    mapCells = scenery.map.map { map in map.isOccupied.map { $0 ? wall : .clear } } ?? []
  }

  private mutating func updateTrails(isBack: Bool) {
    let wanted =
      options.overlays.contains(.trails) ? Array(0..<min(frame.pose.count, trailLimit)) : []
    trails.follow(wanted)
    selectionTrails.follow(selection)
    if isBack {
      trails.clear()
      selectionTrails.clear()
      lastTrailTime = -1
    }
    guard frame.time >= lastTrailTime + trailSpacing else { return }
    lastTrailTime = frame.time
    trails.append(frame.pose)
    selectionTrails.append(frame.pose)
  }
}
