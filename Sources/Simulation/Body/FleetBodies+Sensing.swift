import Contracts
import Embodiments
import RigidBodies
import Scenes
import SimCore

/// Working memory of the ray sensors, allocated once.
struct RayScratch: ~Copyable {
  /// Rays of all robots, in the order of `RobotColumns.rays`.
  var rays: Buffer<Ray>
  var hits: Buffer<RayHit>
  /// Number of rays of all robots together.
  let count: Int

  init(model: WorldModel) {
    count = model.classes.reduce(0) { $0 + $1.rows.count * $1.embodiment.sensors.rayCount }
    rays = Buffer(
      count: max(1, count), repeating: Ray(origin: .zero, direction: Vec2(1, 0), range: 0))
    hits = Buffer(count: max(1, count), repeating: .nothing)
  }
}

extension FleetBodies {
  /// Lines of sight past what stands fast on the floor.
  var sight: MapSight { world.mapSight }

  /// Copies poses and twists into the columns policies read.
  func readMotion(into robots: inout RobotColumns) {
    robots.pose.base.update(from: poses.base, count: robots.count)
    robots.twist.base.update(from: twists.base, count: robots.count)
  }

  /// Casts every robot's rays and writes the distances it reads, with its sensor's noise.
  ///
  /// - Complexity: O(rays × bodies along them), parallel, no allocation.
  mutating func senseRays(
    into robots: inout RobotColumns, model: WorldModel, step: Int, _ pool: WorkerPool
  ) {
    guard rayScratch.count > 0 else { return }
    let rayBase = rayScratch.rays.base
    let hitBase = rayScratch.hits.base
    let bodyBase = robotBody.base
    let poseBase = robots.pose.base
    let startBase = robots.rayStart.base
    let readings = robots.rays.base
    for robotClass in model.classes where robotClass.embodiment.sensors.rayCount > 0 {
      let sensors = robotClass.embodiment.sensors
      let rows = robotClass.rows
      robotClass.rayFan.directions.withUnsafeBufferPointer { directions in
        pool.run(count: rows.count, stripe: 512) { stripe in
          for i in stripe {
            let row = rows.lowerBound + i
            let start = Int(startBase[row])
            let pose = poseBase[row]
            for k in 0..<directions.count {
              rayBase[start + k] = Ray(
                origin: pose.position, direction: pose.rotation.rotate(directions[k]),
                range: sensors.rayRange, excluded: bodyBase[row])
            }
          }
        }
      }
    }
    world.castRays(
      rayBase, count: rayScratch.count, into: hitBase,
      mask: ~FleetBodies.palletCategory, pool: pool)
    for (classIndex, robotClass) in model.classes.enumerated()
    where robotClass.embodiment.sensors.rayCount > 0 {
      let sensors = robotClass.embodiment.sensors
      let rows = robotClass.rows
      let seed = model.seeds.dynamics
      pool.run(count: rows.count, stripe: 512) { stripe in
        for i in stripe {
          let start = Int(startBase[rows.lowerBound + i])
          var noise = RandomStream(
            seed: seed, classIndex: classIndex, index: i, step: step, purpose: .dynamics)
          for k in 0..<sensors.rayCount {
            var reading = hitBase[start + k].isHit ? hitBase[start + k].distance : sensors.rayRange
            if sensors.rayNoise > 0 && hitBase[start + k].isHit {
              reading += sensors.rayNoise * noise.normal()
            }
            readings[start + k] = min(sensors.rayRange, max(0, reading))
          }
        }
      }
    }
  }
}
