"""One world as a PettingZoo environment: dictionaries per robot. For many robots use :class:`FleetEnv`."""
from __future__ import annotations

import gymnasium
import numpy as np
from pettingzoo import ParallelEnv

from .env import FleetEnv, Group

#: What an orchestrator chooses in this face: keep, wait, charge, then the task options.
_DIRECTIVES = [0, 4, 2]


class FleetParallelEnv(ParallelEnv):
    """Agents are ``carrier_0``, ``carrier_1``, …; orchestrators are ``carrier_0_orchestrator``.

    Executors act with six numbers in −1 … 1; orchestrators choose one of ``3 + options``: keep what is in
    force, wait, charge, or serve an option. An orchestrator that is not asked at a tick chooses in vain; its
    ``info["asked"]`` says so. All agents end together, by truncation, when the scene's duration is over.
    """

    metadata = {"name": "fleetfield_v0", "render_modes": [], "is_parallelizable": True}

    def __init__(self, scene, *, ticks: int = 1, seed: int = 1, **options) -> None:
        """Opens a scene; options are those of :class:`FleetEnv`, without ``worlds``.

        :param ticks: Executor ticks of a step.
        """
        self.fleet = FleetEnv(scene, worlds=1, seed=seed, **options)
        self.ticks = ticks
        self.render_mode = None
        self._agents: dict[str, tuple[Group, int]] = {}
        for group in self.fleet.groups:
            ending = "" if group.layer == "executor" else "_orchestrator"
            for robot in range(group.robots):
                self._agents[f"{group.class_name}_{robot}{ending}"] = (group, robot)
        self.possible_agents = list(self._agents)
        self.agents: list[str] = []
        self._spaces = {group.index: self._make_spaces(group) for group in self.fleet.groups}

    @staticmethod
    def _make_spaces(group: Group):
        seen = gymnasium.spaces.Box(-np.inf, np.inf, (len(group.columns),), np.float32)
        if group.layer == "executor":
            return seen, gymnasium.spaces.Box(-1, 1, (len(group.action_columns),), np.float32)
        return seen, gymnasium.spaces.Discrete(len(_DIRECTIVES) + len(group.options))

    def observation_space(self, agent: str):
        """The numbers of ``fleetfield describe observations``."""
        return self._spaces[self._agents[agent][0].index][0]

    def action_space(self, agent: str):
        """Six numbers for an executor, a choice for an orchestrator."""
        return self._spaces[self._agents[agent][0].index][1]

    def reset(self, seed: int | None = None, options: dict | None = None):
        """Begins anew; without a seed the last one is used again."""
        self.fleet.reset(seed)
        self.agents = list(self.possible_agents)
        return self._observations(), self._infos()

    def step(self, actions: dict):
        """Takes an action of each agent and advances by ``ticks``."""
        for agent, action in actions.items():
            group, robot = self._agents[agent]
            if group.layer == "executor":
                group.actions[0, robot] = action
            else:
                group.actions[0, robot] = self._directive(int(action))
        self.fleet.step(self.ticks)
        done = bool(self.fleet.finished[0])
        rewards = {agent: float(group.rewards[0, robot])
                   for agent, (group, robot) in self._agents.items()}
        result = (self._observations(), rewards, dict.fromkeys(self.agents, False),
                  dict.fromkeys(self.agents, done), self._infos())
        if done:
            self.agents = []
        return result

    @staticmethod
    def _directive(choice: int) -> list[float]:
        first = len(_DIRECTIVES)
        if choice < first:
            return [_DIRECTIVES[choice], -1, 0, 0, 0, 0, 0, 1]
        return [1, choice - first, 0, 0, 0, 0, 0, 1]

    def _observations(self) -> dict[str, np.ndarray]:
        return {agent: group.observations[0, robot].copy()
                for agent, (group, robot) in self._agents.items()}

    def _infos(self) -> dict[str, dict]:
        return {agent: {"asked": bool(group.mask[0, robot])}
                for agent, (group, robot) in self._agents.items()}

    def close(self) -> None:
        """Frees the world."""
        self.fleet.close()

    def render(self) -> None:
        """Draws nothing: ``fleetfield view`` shows scenes."""


def parallel_env(scene, **options) -> FleetParallelEnv:
    """A PettingZoo environment of a scene; see :class:`FleetParallelEnv`."""
    return FleetParallelEnv(scene, **options)
