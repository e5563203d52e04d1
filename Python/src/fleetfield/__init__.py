"""Fleetfield from Python: batched environments, PettingZoo and Gymnasium."""
from .env import FleetEnv, FleetError, Group

__all__ = ["FleetEnv", "FleetError", "Group", "parallel_env", "FleetVectorEnv"]
__version__ = "0.1.0"


def __getattr__(name: str):
    # PettingZoo and Gymnasium are needed only by those who use them.
    if name == "parallel_env":
        from .pettingzoo import parallel_env
        return parallel_env
    if name == "FleetVectorEnv":
        from .gymnasium import FleetVectorEnv
        return FleetVectorEnv
    raise AttributeError(name)
