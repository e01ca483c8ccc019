"""Where work runs: in this process, or on Ray (the extra ``cluster``).

A task is a function of a module with plain arguments; what one task returns may be an argument of
the next, and then need not come back in between.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from typing import Any, Protocol

from crisisdesk.errors import DeskError

_TOKEN = (
    "; where a cluster asks for a token, RAY_AUTH_MODE=token and its token must be set here, too"
)


class Engine(Protocol):
    """Runs tasks. What `submit` returns stands for the result, and may be an argument."""

    def submit(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """Have a task run."""
        ...

    def get(self, results: list[Any]) -> list[Any]:
        """The results themselves, once they are there."""
        ...


class Here:
    """Tasks run in this process, each when it is submitted."""

    def submit(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """The result itself."""
        return function(*arguments)

    def get(self, results: list[Any]) -> list[Any]:
        """The results, as they are."""
        return results


class OnRay:
    """Tasks run on a Ray cluster, a processor each; results stay there until they are asked
    for."""

    def __init__(self, ray: Any) -> None:
        self.ray = ray
        self._remote: dict[Callable[..., Any], Any] = {}

    def submit(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """A reference to the result."""
        if function not in self._remote:
            self._remote[function] = self.ray.remote(num_cpus=1)(function)
        return self._remote[function].remote(*arguments)

    def get(self, results: list[Any]) -> list[Any]:
        """The results, in their order. Raises what a task raised."""
        try:
            return list(self.ray.get(results))
        except self.ray.exceptions.RayTaskError as error:
            raise error.as_instanceof_cause() from None


def engine_named(name: str | None) -> Engine:
    """``local`` (or None); ``ray``, a cluster that runs already or one of this machine; or
    ``ray://HOST:PORT``. Raises DeskError for another, and where Ray is missing or out of reach."""
    return Here() if name in (None, "local") else OnRay(ray_named(str(name)))


def ray_named(name: str) -> Any:
    """The module ``ray``, connected to the cluster that an engine's name means. Raises DeskError
    for a name that means none, and where Ray is missing or out of reach."""
    if name != "ray" and not name.startswith("ray://"):
        raise DeskError(f"{name!r} is no engine: use local, ray or ray://HOST:PORT")
    return connect_to_ray(None if name == "ray" else name)


def connect_to_ray(address: str | None = None) -> Any:
    """The module ``ray``, connected: to an address, to the cluster that RAY_ADDRESS names, or to
    one that is started on this machine. Connected already it stays so. Raises DeskError where Ray
    is missing or does not answer."""
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # nothing leaves this machine unasked
    try:
        import ray
    except ImportError:
        raise DeskError(
            "Ray is missing: install the extra with  pip install 'crisisdesk[cluster]'"
        ) from None
    if not ray.is_initialized():
        own = address is None and not os.environ.get("RAY_ADDRESS")
        settings: dict[str, Any] = {"include_dashboard": False} if own else {}
        try:
            ray.init(address=address, log_to_driver=False, logging_level=logging.ERROR, **settings)
        except (ConnectionError, RuntimeError, ValueError) as error:
            raise DeskError(f"Ray at {address or 'this machine'}: {error}{_TOKEN}") from error
    return ray
