"""Robots as the environments of a Gymnasium vector: one policy that all of them share."""
from __future__ import annotations

import gymnasium
import numpy as np

from .env import FleetEnv


class FleetVectorEnv(gymnasium.vector.VectorEnv):
    """Every robot of a class in every world is an environment: ``num_envs = worlds × robots``.

    A world that has come to its end begins anew in the step that follows, with the next seed that no world
    has had; that step's actions are not used and its rewards are 0 (``AutoresetMode.NEXT_STEP``).
    """

    metadata = {"autoreset_mode": gymnasium.vector.AutoresetMode.NEXT_STEP}

    def __init__(self, scene, *, policy: str | None = None, ticks: int = 1, **options) -> None:
        """Opens a scene; options are those of :class:`FleetEnv`.

        :param policy: The name of the executor policy, where the scene leaves several to others.
        :param ticks: Executor ticks of a step.
        """
        self.fleet = FleetEnv(scene, **options)
        groups = [group for group in self.fleet.groups
                  if group.layer == "executor" and policy in (None, group.policy)]
        if len(groups) != 1 or len(self.fleet.groups) != 1:
            names = [f"{group.policy} of {group.class_name}" for group in self.fleet.groups]
            raise ValueError(f"one class with an outside executor is needed, there are: {names}")
        self.group = groups[0]
        self.ticks = ticks
        self.num_envs = self.fleet.worlds * self.group.robots
        self.single_observation_space = gymnasium.spaces.Box(
            -np.inf, np.inf, (len(self.group.columns),), np.float32)
        self.single_action_space = gymnasium.spaces.Box(
            -1, 1, (len(self.group.action_columns),), np.float32)
        batch = gymnasium.vector.utils.batch_space
        self.observation_space = batch(self.single_observation_space, self.num_envs)
        self.action_space = batch(self.single_action_space, self.num_envs)
        self._next_seed = self.fleet.seed + self.fleet.worlds

    def reset(self, *, seed: int | None = None, options: dict | None = None):
        """Begins all worlds anew."""
        self.fleet.reset(seed)
        self._next_seed = self.fleet.seed + self.fleet.worlds
        return self._observations(), {}

    def step(self, actions: np.ndarray):
        """``actions [num_envs, 6]`` → observations, rewards, terminated, truncated ``[num_envs, …]``."""
        ended = np.flatnonzero(self.fleet.finished)
        self.group.actions[:] = np.asarray(actions, np.float32).reshape(self.group.actions.shape)
        self.fleet.step(self.ticks)
        rewards = self.group.rewards.reshape(-1).copy()
        for world in ended:
            self.fleet.reset(self._next_seed, int(world))
            self._next_seed += 1
        truncated = np.repeat(self.fleet.finished != 0, self.group.robots)
        return self._observations(), rewards, np.zeros(self.num_envs, bool), truncated, {}

    def _observations(self) -> np.ndarray:
        return self.group.observations.reshape(self.num_envs, -1).copy()

    def close_extras(self, **_: object) -> None:
        """Frees all worlds."""
        self.fleet.close()
