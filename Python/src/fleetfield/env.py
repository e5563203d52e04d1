"""Batched environments: arrays per class and layer, over many worlds at once, without copies."""
from __future__ import annotations

import ctypes
import json
import os
from dataclasses import dataclass, field
from typing import Mapping, Sequence

import numpy as np

from ._library import kind, library


class FleetError(Exception):
    """What the simulator says is wrong: with a scene, its place and a caret; with an answer, world, class,
    robot and column."""


class _Worlds:
    """A handle of the library. The environment and every view hold it; with the last of them it is closed."""

    def __init__(self, handle: int) -> None:
        self.handle = handle

    def __del__(self) -> None:
        library.fleet_close(self.handle)

    def view(self, address: int, shape: tuple[int, ...], dtype=np.float32) -> np.ndarray:
        count = int(np.prod(shape))
        memory = (ctypes.c_char * (count * np.dtype(dtype).itemsize)).from_address(address)
        memory.owner = self  # NumPy keeps `memory`
        return np.frombuffer(memory, dtype=dtype, count=count).reshape(shape)


@dataclass
class Group:
    """The robots of a class whose policy of one layer you play: views into the simulator's own memory.

    Every array begins with the worlds: ``[worlds, robots, …]``, 32-bit floats unless said otherwise. What is
    written into :attr:`actions` and :attr:`reports` is what the next step takes.
    """

    index: int
    #: The policy's name in the scene, and the class's.
    policy: str
    class_name: str
    #: ``"executor"`` (fast, motion commands) or ``"orchestrator"`` (slow, directives).
    layer: str
    #: Number of robots of the class in each world.
    robots: int
    #: Names of the columns of :attr:`observations`, with units in :attr:`units`.
    columns: list[str]
    units: list[str]
    #: Names of the columns of :attr:`actions`: six of a motion command in −1 … 1, or eight of a directive.
    action_columns: list[str]
    #: Names of the task options, for ``option`` of a directive.
    options: list[str]
    #: Properties of the body, SI units in the names.
    body: dict[str, float]
    #: Seconds between two ticks of the layer.
    period: float
    #: ``[worlds, robots, columns]``: what each robot sees; see ``fleetfield describe observations``.
    observations: np.ndarray
    #: ``[worlds, robots]`` of uint8: 1 where a robot is asked at this tick. Executors always are.
    mask: np.ndarray
    #: ``[worlds, robots, 6 or 8]``: the answers.
    actions: np.ndarray
    #: ``[worlds, robots, 3]``: tag, uncertainty, wanted speed; leave NaN where nothing is to be told.
    reports: np.ndarray | None
    #: ``[worlds, 1 or robots, 2, features]``: m^orch, own class and others; ``None`` where withheld.
    plans: np.ndarray | None
    #: The standard errors of :attr:`plans`, where a filter keeps them.
    plan_errors: np.ndarray | None
    #: ``[worlds, 1 or robots, 2, features]``: m^exec, own class and others; ``None`` where withheld.
    contexts: np.ndarray | None
    #: ``[worlds, 2]``: how many robots the halves of the fields speak for.
    counts: np.ndarray
    #: ``[worlds, robots]``: the rewards of the last step.
    rewards: np.ndarray
    _column: dict[str, int] = field(default_factory=dict, repr=False)

    def column(self, name: str) -> int:
        """The number of a column of :attr:`observations`."""
        return self._column[name]

    def see(self, name: str) -> np.ndarray:
        """A column of :attr:`observations`: a view of ``[worlds, robots]``."""
        return self.observations[:, :, self._column[name]]

    @property
    def own_field(self) -> np.ndarray | None:
        """The field of the group's own layer."""
        return self.contexts if self.layer == "executor" else self.plans

    @property
    def other_field(self) -> np.ndarray | None:
        """The field of the other layer."""
        return self.plans if self.layer == "executor" else self.contexts


class FleetEnv:
    """Runs of one scene side by side; you play the policies that the scene leaves to others.

    >>> env = FleetEnv("yard.fleet.yaml", overrides={"policies.mover.kind": "externalExecutor"}, worlds=64)
    >>> group = env.groups[0]
    >>> group.actions[:, :, 0] = 0.5            # half speed ahead, for all robots of all worlds
    >>> env.step()
    >>> group.rewards.shape
    (64, 3)

    A tick is one of the executors (``tick_s`` seconds). The same scene, seed and actions give the same bits
    for any number of worlds and workers: world ``k`` has the seed ``seed + k``.
    """

    def __init__(
        self, scene: str | os.PathLike, *, overrides: Mapping[str, object] | None = None,
        sections: Sequence[str] | None = None, rewards: Mapping[str, float] | None = None,
        worlds: int = 1, workers: int | None = None, seed: int = 1, hashes: bool = False,
    ) -> None:
        """Opens a scene; all worlds stand at the beginning, and observations are filled.

        :param scene: A scene file.
        :param overrides: Keys of the scene with other values, as with ``--set``.
        :param sections: Parts of the observations; all by default.
        :param rewards: Weights of indicators: ``progress``, ``deliveries``, ``errands``, ``contact``,
            ``blocked``, ``speed``, ``turning``, ``battery``, ``failed``; summed over the ticks of a step.
        :param worlds: Number of runs side by side.
        :param workers: Threads; the machine's cores by default. Never changes a result.
        :param seed: The seed of the first world.
        :param hashes: True where :meth:`state_hash` is wanted; it costs a pass over the state in every tick.
        :raises FleetError: with all mistakes of the scene.
        """
        lines = [f"scene={os.fspath(scene)}", f"worlds={worlds}", f"seed={seed}"]
        lines.append(f"workers={workers or len(os.sched_getaffinity(0))}")
        lines += [f"set.{key}={value}" for key, value in (overrides or {}).items()]
        lines += [f"reward.{name}={weight}" for name, weight in (rewards or {}).items()]
        if sections is not None:
            lines.append("sections=" + ",".join(sections))
        if hashes:
            lines.append("hashes=1")
        if any("\n" in line for line in lines):
            raise FleetError("a key, a value or a path has a line break")
        error = ctypes.create_string_buffer(65_536)
        handle = library.fleet_open("\n".join(lines).encode(), error, len(error))
        if not handle:
            raise FleetError(error.value.decode(errors="replace"))
        self._worlds: _Worlds | None = _Worlds(handle)
        self.info: dict = json.loads(library.fleet_describe(self._handle))
        #: Number of worlds, seconds of an executor tick, and simulated seconds of a run.
        self.worlds: int = worlds
        self.tick_s: float = self.info["tick_s"]
        self.duration_s: float = self.info["duration_s"]
        #: ``[worlds]`` of uint8: 1 where a run is at its end.
        self.finished = self._worlds.view(
            library.fleet_finished(self._handle), (worlds,), np.uint8)
        self.seed = seed
        self.groups = [self._group(index, group) for index, group in enumerate(self.info["groups"])]

    def _group(self, index: int, info: dict) -> Group:
        worlds, robots, owner = self.worlds, info["robots"], self._worlds

        def array(name: str, *shape: int) -> np.ndarray | None:
            if 0 in shape:
                return None
            return owner.view(
                library.fleet_buffer(self._handle, index, kind(name)), (worlds, *shape))

        names = [column["name"] for column in info["columns"]]
        plans, contexts = len(self.info["plans"]), len(self.info["contexts"])
        return Group(
            index=index, policy=info["policy"], class_name=info["class"], layer=info["layer"],
            robots=robots, columns=names, units=[column["unit"] for column in info["columns"]],
            action_columns=[column["name"] for column in info["answers"]], options=info["options"],
            body=info["body"], period=info["period_s"],
            observations=array("observations", robots, len(names)),
            mask=owner.view(library.fleet_asked(self._handle, index), (worlds, robots), np.uint8),
            actions=array("answers", robots, len(info["answers"])),
            reports=array("reports", robots, len(info["reports"])),
            plans=array("plans", info["plan_rows"], 2, plans),
            plan_errors=array("plan_errors", info["plan_error_rows"], 2, plans),
            contexts=array("contexts", info["context_rows"], 2, contexts),
            counts=array("counts", 2), rewards=array("rewards", robots),
            _column={name: number for number, name in enumerate(names)})

    def step(self, ticks: int = 1) -> None:
        """Takes the answers and advances all worlds that are not at their end.

        Motion commands hold for all of the ticks, directives for the first.

        :raises FleetError: where an answer is no number or out of its range; that world stays where it is
            until it is reset.
        """
        if not library.fleet_step(self._handle, ticks):
            raise FleetError(library.fleet_error(self._handle).decode())

    def reset(self, seed: int | None = None, world: int | None = None) -> None:
        """Begins anew: one world, or all of them (the first with the seed, the others with the next ones)."""
        seed = self.seed if seed is None else seed
        if not library.fleet_reset(self._handle, -1 if world is None else world, seed):
            raise FleetError(library.fleet_error(self._handle).decode())
        if world is None:
            self.seed = seed

    def play(self, group: Group, kind: str) -> None:
        """Lets a built-in policy fill the answers of a group, as a base to learn on or to compare with."""
        if not library.fleet_play(self._handle, group.index, kind.encode()):
            raise FleetError(library.fleet_error(self._handle).decode())

    def time(self, world: int = 0) -> float:
        """Simulated seconds of a world."""
        return library.fleet_time(self._handle, world)

    def deliveries(self, world: int = 0) -> int:
        """Jobs that a world has delivered so far."""
        return library.fleet_deliveries(self._handle, world)

    def state_hash(self, world: int = 0) -> str:
        """The hash of a world's whole state at its last tick: the same as in ``hashes.csv`` of a run."""
        text = library.fleet_state_hash(self._handle, world).decode()
        if not text:
            raise FleetError("open the environment with hashes=True to ask for state hashes")
        return text

    def close(self) -> None:
        """Lets go of the worlds: their memory is free once no array of them is in use."""
        self._worlds, self.groups, self.finished = None, [], None

    @property
    def _handle(self) -> int:
        if self._worlds is None:
            raise FleetError("the environment is closed")
        return self._worlds.handle

    def __enter__(self) -> FleetEnv:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
