"""The shared library of the simulator, by ctypes: the same functions as in ``include/fleetfield.h``."""
from __future__ import annotations

import ctypes
import os
from pathlib import Path

ABI = 1
_KINDS = {"observations": 0, "answers": 1, "reports": 2, "plans": 3, "plan_errors": 4, "contexts": 5,
          "counts": 6, "rewards": 7}


def _load() -> ctypes.CDLL:
    folder = Path(__file__).parent / "lib"
    place = os.environ.get("FLEETFIELD_LIBRARY", str(folder / "libfleetfield-c.so"))
    # Libraries that come with the wheel, in the order in which they need each other.
    for name in ("libz.so.1", "libpng16.so.16", "libyaml-0.so.2"):
        if (folder / name).exists():
            ctypes.CDLL(str(folder / name), mode=ctypes.RTLD_GLOBAL)
    library = ctypes.CDLL(place)
    pointer, text = ctypes.c_void_p, ctypes.c_char_p
    for name, result, arguments in [
        ("fleet_abi_version", ctypes.c_int32, []),
        ("fleet_open", pointer, [text, ctypes.c_char_p, ctypes.c_ssize_t]),
        ("fleet_close", None, [pointer]),
        ("fleet_describe", text, [pointer]),
        ("fleet_buffer", pointer, [pointer, ctypes.c_int32, ctypes.c_int32]),
        ("fleet_asked", pointer, [pointer, ctypes.c_int32]),
        ("fleet_finished", pointer, [pointer]),
        ("fleet_step", ctypes.c_int32, [pointer, ctypes.c_int32]),
        ("fleet_reset", ctypes.c_int32, [pointer, ctypes.c_int64, ctypes.c_uint64]),
        ("fleet_play", ctypes.c_int32, [pointer, ctypes.c_int32, text]),
        ("fleet_time", ctypes.c_double, [pointer, ctypes.c_int64]),
        ("fleet_deliveries", ctypes.c_int64, [pointer, ctypes.c_int64]),
        ("fleet_state_hash", text, [pointer, ctypes.c_int64]),
        ("fleet_error", text, [pointer]),
    ]:
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    if library.fleet_abi_version() != ABI:
        raise ImportError(
            f"{place} has interface {library.fleet_abi_version()}, this package needs {ABI}")
    return library


library = _load()


def kind(name: str) -> int:
    """The number of a kind of array."""
    return _KINDS[name]
