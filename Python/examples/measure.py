"""How fast environments step: robot-seconds simulated per second of wall time, and what the arrays cost.

    python Python/examples/measure.py Tests/CommandTests/Fixtures/yard.fleet.yaml 1000 n=10
"""
import sys
import time

import numpy as np

from fleetfield import FleetEnv

scene, worlds, *settings = sys.argv[1:]
overrides = {"policies.mover.kind": "externalExecutor", "run.duration": "1 h"}
overrides.update(setting.split("=", 1) for setting in settings)
start = time.perf_counter()
env = FleetEnv(scene, overrides=overrides, worlds=int(worlds), rewards={"progress": 1.0})
group = env.groups[0]
print(f"opened {worlds} worlds × {group.robots} robots in {time.perf_counter() - start:.2f} s")
random = np.random.default_rng(1)
times = []
for tick in range(120):
    group.actions[:, :, :3] = random.uniform(-1, 1, group.actions[:, :, :3].shape)
    begin = time.perf_counter()
    env.step()
    float(group.rewards.mean())
    times.append(time.perf_counter() - begin)
median = sorted(times[20:])[50]
rate = env.worlds * group.robots * env.tick_s / median
print(f"a step of {env.tick_s} s: median {median * 1e3:.2f} ms; {rate:,.0f} robot-seconds per second")
print(f"each with {len(group.columns)} numbers seen, rewards read, and {env.info['physics_hz']} physics steps a second")
