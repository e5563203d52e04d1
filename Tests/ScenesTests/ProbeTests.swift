import Scenes
import Testing

@Suite struct Probe {
  @Test func probe() {
    let path = #filePath.split(separator: "/").dropLast().joined(separator: "/")
    let result = SceneLoader.load(path: "/" + path + "/Fixtures/full.fleet.yaml")
    for d in result.diagnostics { print(d.rendered) }
    if let scene = result.scene {
      print(scene.resolvedText)
      let again = SceneLoader.load(text: scene.resolvedText, file: "/tmp/x.fleet.yaml")
      for d in again.diagnostics { print(d.rendered) }
    }
  }
}
