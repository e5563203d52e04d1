"""The Python package against the command: the same bits, and the tests of PettingZoo.

    PYTHONPATH=Python/src FLEETFIELD_LIBRARY=.build/debug/libfleetfield-c.so \
        FLEETFIELD=.build/debug/fleetfield python -m unittest Python/tests/test_fleet.py
"""
import os
import subprocess
import sys
import tempfile
import unittest
import warnings
from pathlib import Path

import numpy as np

from fleetfield import FleetEnv, FleetError

ROOT = Path(__file__).resolve().parents[2]
YARD = ROOT / "Tests/CommandTests/Fixtures/yard.fleet.yaml"
PROGRAM = os.environ["FLEETFIELD"]
EXECUTOR = {"policies.mover.kind": "externalExecutor", "run.duration": "12 s"}
ORCHESTRATOR = {"policies.dispatcher.kind": "externalOrchestrator", "run.duration": "12 s"}
# What a built-in kind reads: a policy outside pays for all that it is sent.
READS = {"aligned": ["contexts"], "logit": ["plans", "ways"], "waterFilling": ["plans"]}
sys.path.insert(0, str(ROOT / "Python/examples"))


def reading(overrides, kind):
    """Overrides that send a policy outside what a built-in kind reads, and no more."""
    is_executor = overrides is EXECUTOR
    fields = ["plans", "contexts"] if is_executor else ["plans", "contexts", "ways"]
    policy = "mover" if is_executor else "dispatcher"
    unread = [field for field in fields if field not in READS.get(kind, [])]
    return {**overrides, **{f"policies.{policy}.reads_{field}": "0" for field in unread}}


def recorded(overrides, *words):
    """The state hashes of a run of the command, by whole seconds."""
    with tempfile.TemporaryDirectory() as folder:
        command = [PROGRAM, "run", str(YARD), "--out", folder + "/run", "--quiet", *words]
        for key, value in overrides.items():
            command += ["--set", f"{key}={value}"]
        subprocess.run(command, check=True, capture_output=True)
        lines = Path(folder, "run/hashes.csv").read_text().split()[1:]
    return [line.split(",")[2] for line in lines]


def played(env, play):
    """The state hashes of an environment, by whole seconds, while `play` answers."""
    hashes = [env.state_hash()]
    while not env.finished[0]:
        play(env)
        env.step()
        if abs(env.time() - round(env.time())) < 1e-6:
            hashes.append(env.state_hash())
    return hashes


class SameBits(unittest.TestCase):
    def test_built_in_executors_through_arrays_are_the_run_itself(self):
        for kind in ["goalSeeking", "aligned"]:
            with FleetEnv(YARD, overrides=reading(EXECUTOR, kind), seed=11, hashes=True) as env:
                through = played(env, lambda env: env.play(env.groups[0], kind))
            within = recorded({"policies.mover.kind": kind, "run.duration": "12 s"})
            self.assertEqual(through, within)

    def test_built_in_orchestrators_through_arrays_are_the_run_itself(self):
        for kind in ["logit", "waterFilling"]:
            with FleetEnv(YARD, overrides=reading(ORCHESTRATOR, kind), seed=11, hashes=True) as env:
                through = played(env, lambda env: env.play(env.groups[0], kind))
            within = recorded({"policies.dispatcher.kind": kind, "run.duration": "12 s"})
            self.assertEqual(through, within)

    def test_greedy_written_in_numpy_is_the_built_in_one(self):
        def greedy(env):
            group = env.groups[0]
            time = group.see("travel_time.0")
            serves = (group.see("open_jobs.0") > 0) & (time < 1e6)
            group.actions[:] = 0
            group.actions[:, :, 0] = np.where(serves, 1, 4)
            group.actions[:, :, 1] = np.where(serves, 0, -1)
            group.actions[:, :, 7] = 1

        mode = {"coordination.mode": "none"}
        with FleetEnv(YARD, overrides={**ORCHESTRATOR, **mode}, seed=11, hashes=True) as env:
            through = played(env, greedy)
        within = recorded({"policies.dispatcher.kind": "greedy", "run.duration": "12 s", **mode})
        self.assertEqual(through, within)

    def test_a_policy_in_python_is_the_same_as_a_process(self):
        from follow_way import Policy
        with FleetEnv(YARD, overrides=EXECUTOR, sections=Policy.sections, seed=11, hashes=True) as env:
            group = env.groups[0]
            policy = Policy({"sections": [], "constants": {
                "radius": group.body["radius_m"], "max_speed": group.body["max_speed_m_per_s"],
                "max_acceleration": group.body["max_acceleration_m_per_s2"]}})
            policy.column = {name: index for index, name in enumerate(group.columns)}

            def play(env):
                group.actions[0] = policy.act(group.observations[0])

            through = played(env, play)
        script = ROOT / "Python/examples/follow_way.py"
        process = recorded(EXECUTOR, "--policy", f"mover={sys.executable} {script}")
        self.assertEqual(through, process)

    def test_a_world_is_the_same_alone_and_among_others_on_any_threads(self):
        def run(**options):
            with FleetEnv(YARD, overrides=EXECUTOR, hashes=True, **options) as env:
                for _ in range(30):
                    env.play(env.groups[0], "goalSeeking")
                    env.step()
                return [env.state_hash(world) for world in range(env.worlds)]

        many = run(worlds=6, seed=3, workers=3)
        self.assertEqual(many, run(worlds=6, seed=3, workers=1))
        self.assertEqual(many, [run(seed=3 + world)[0] for world in range(6)])
        self.assertEqual(len(set(many)), 6)


class Surface(unittest.TestCase):
    def test_arrays_are_views_that_stay(self):
        with FleetEnv(YARD, overrides=EXECUTOR, worlds=3) as env:
            group = env.groups[0]
            before = group.observations.copy()
            self.assertEqual(group.observations.shape, (3, 3, len(group.columns)))
            self.assertEqual(group.contexts.shape, (3, 1, 2, 24))
            self.assertIs(group.own_field, group.contexts)
            address = group.observations.ctypes.data
            group.actions[:, :, 0] = 1
            for _ in range(20):
                env.step()
            self.assertEqual(group.observations.ctypes.data, address)
            moved = np.abs(group.see("x") - before[:, :, group.column("x")])
            self.assertGreater(float(moved.max()), 0.1)

    def test_arrays_outlive_a_closed_environment(self):
        env = FleetEnv(YARD, overrides=EXECUTOR)
        seen = env.groups[0].observations
        env.close()
        self.assertTrue(np.isfinite(seen).all())
        with self.assertRaisesRegex(FleetError, "closed"):
            env.step()

    def test_rewards_add_up_what_was_named(self):
        rewards = {"speed": 2.0}
        with FleetEnv(YARD, overrides=EXECUTOR, rewards=rewards) as env:
            group = env.groups[0]
            group.actions[:, :, 0] = 0.5
            for _ in range(40):
                env.step()
            speed = np.hypot(group.see("velocity_x"), group.see("velocity_y")) / 1.5
            np.testing.assert_allclose(group.rewards, 2 * speed, atol=1e-5)
            one = group.rewards.copy()
            env.step(ticks=3)
            self.assertTrue((group.rewards > 2 * one - 0.5).all())

    def test_progress_is_what_the_way_got_shorter(self):
        with FleetEnv(YARD, overrides=EXECUTOR, rewards={"progress": 1.0}) as env:
            group, total, gone = env.groups[0], 0, 0
            for _ in range(60):
                env.play(group, "goalSeeking")
                before = group.observations.copy()
                env.step()
                legs = [group.column(name) for name in ("directive_number", "stage")]
                same = (before[:, :, legs] == group.observations[:, :, legs]).all(axis=2)
                way = group.column("distance_to_go")
                gone += (before[:, :, way] - group.observations[:, :, way])[same].sum()
                total += group.rewards.sum()
            self.assertAlmostEqual(float(total), float(gone), places=2)
            self.assertGreater(float(total), 5)

    def test_reset_begins_anew_with_a_seed(self):
        with FleetEnv(YARD, overrides=EXECUTOR, worlds=2, seed=5, hashes=True) as env:
            first = [env.state_hash(0), env.state_hash(1)]
            env.step(ticks=10)
            self.assertNotEqual(env.state_hash(0), first[0])
            env.reset()
            self.assertEqual([env.state_hash(0), env.state_hash(1)], first)
            env.reset(seed=6, world=0)
            self.assertEqual(env.state_hash(0), first[1])

    def test_what_is_wrong_is_said(self):
        with self.assertRaisesRegex(FleetError, "leaves no policy to others"):
            FleetEnv(YARD)
        with self.assertRaisesRegex(FleetError, r"(?s)error: .*nonsense"):
            FleetEnv(YARD, overrides={"policies.mover.kind": "nonsense"})
        with self.assertRaisesRegex(FleetError, "no indicator 'sped'"):
            FleetEnv(YARD, overrides=EXECUTOR, rewards={"sped": 1})
        with self.assertRaisesRegex(FleetError, "no section 'boddy'"):
            FleetEnv(YARD, overrides=EXECUTOR, sections=["boddy"])
        with FleetEnv(YARD, overrides=EXECUTOR, worlds=2) as env:
            env.groups[0].actions[1, 2, 2] = np.nan
            with self.assertRaisesRegex(
                    FleetError, "world 1: policy 'mover' at tick 0: class 'carrier', robot 2: turn is nan"):
                env.step()
            with self.assertRaisesRegex(FleetError, "'logit' is of the other layer"):
                env.play(env.groups[0], "logit")
            env.reset()
            env.step()


class Learners(unittest.TestCase):
    def setUp(self):
        warnings.simplefilter("ignore")

    def test_pettingzoo(self):
        from pettingzoo.test import parallel_api_test, parallel_seed_test
        from fleetfield import parallel_env
        for overrides in (EXECUTOR, {**EXECUTOR, **ORCHESTRATOR}):
            short = {**overrides, "run.duration": "3 s"}
            env = parallel_env(YARD, overrides=short, rewards={"progress": 1.0})
            parallel_api_test(env, num_cycles=100)
            env.close()
            parallel_seed_test(lambda: parallel_env(YARD, overrides=short), num_cycles=40)

    def test_gymnasium_vector(self):
        from fleetfield import FleetVectorEnv
        env = FleetVectorEnv(YARD, overrides={**EXECUTOR, "run.duration": "1 s"}, worlds=4)
        observations, _ = env.reset(seed=3)
        self.assertEqual(observations.shape, env.observation_space.shape)
        ends = []
        for _ in range(23):
            seen, rewards, terminated, truncated, _ = env.step(env.action_space.sample())
            self.assertEqual(rewards.shape, (12,))
            self.assertFalse(terminated.any())
            ends.append(bool(truncated.all()))
        # Ten ticks, then a step that begins anew.
        self.assertEqual([index for index, end in enumerate(ends) if end], [9, 20])
        env.close()


if __name__ == "__main__":
    unittest.main()
