import GLViewing
import SimCore
import Viewing

let arguments = Array(CommandLine.arguments.dropFirst())
let count = arguments.count > 1 ? Int(arguments[1]) ?? 200 : 200
var source = SyntheticFleet(robotCount: count)
var options = ViewOptions()
if arguments.contains("light") { options.theme = .light }
if arguments.contains("stage") { options.coloring = .byStage }
if arguments.contains("all") { options.panels = Set(PanelKind.allCases).subtracting([.help]); options.field = .density }
if arguments.contains("help") { options.panels.insert(.help) }
if arguments.contains("over") { options.overlays = Set(Overlay.allCases) }
var viewer = Viewer(scenery: source.scenery, size: Vec2(1280, 720), options: options)
if arguments.contains("close") { viewer.camera.pixelsPerMetre *= 4; viewer.selection = [5] }
if arguments.contains("near") { viewer.camera.pixelsPerMetre = 90; }
for _ in 0..<900 { source.advance() 
  if source.step % 6 == 0 && source.step > 600 { var frame = FleetFrame(); source.capture(into: &frame, request: viewer.captureRequest); viewer.show(frame) } }
var frame = FleetFrame()
source.capture(into: &frame, request: viewer.captureRequest)
viewer.show(frame)
let context = try OffscreenContext(width: 1280, height: 720)
let renderer = try GLRenderer()
renderer.theme = viewer.options.theme
let clock = ContinuousClock()
print(renderer.deviceName)
for _ in 0..<3 {
  let start = clock.now
  let list = viewer.picture()
  let mid = clock.now
  try renderer.draw(list)
  context.finish()
  print("compose", mid - start, "draw", clock.now - mid, list.commands.count)
}
try context.picture().write(to: arguments.first ?? "out.png")
