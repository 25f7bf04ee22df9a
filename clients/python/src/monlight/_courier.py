"""Brings one shipment after the other to a service, and again where that may help."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from monlight._answer import Answer
from monlight._clock import Clock
from monlight._losses import Losses
from monlight._retry import back_off
from monlight._transport import Transport


class Shipment(Protocol):
    """One request's worth of reports or points."""

    @property
    def size(self) -> int:
        """How many they are."""

    def body(self) -> bytes:
        """As JSON."""

    def without_refused(self, answer: Answer) -> Shipment | None:
        """What is worth another try after a refusal."""


class Courier:
    """Keeps the shipment under way over failures, with pauses that grow; gives it up only when it is refused."""

    def __init__(self, transport: Transport, path: str, losses: Losses, clock: Clock) -> None:
        self._transport = transport
        self._path = path
        self._losses = losses
        self._clock = clock
        self._shipment: Shipment | None = None
        self._attempts = 0
        self._not_before = 0.0

    @property
    def carries(self) -> int:
        """How many reports or points are under way."""
        return self._shipment.size if self._shipment else 0

    def step(self, load: Callable[[], Shipment | None], *, is_urged: bool) -> float | None:
        """One request at most. Seconds until the next, `None` when there is nothing to bring."""
        pause = self._not_before - self._clock.monotonic()
        if pause > 0 and not is_urged:
            return pause
        if self._shipment is None:
            self._shipment = load()
        if self._shipment is None:
            return None
        answer = self._transport.post(self._path, self._shipment.body())
        return self._settle(self._shipment, answer)

    def _settle(self, shipment: Shipment, answer: Answer) -> float:
        if answer.is_accepted:
            self._go_on(None)
            return 0
        self._losses.failed(answer.reason)
        if answer.is_passing:
            pause = answer.retry_after if answer.retry_after is not None else back_off(self._attempts)
            self._attempts += 1
            self._not_before = self._clock.monotonic() + pause
            # Not 0, which means "at once".
            return max(pause, 0.001)
        rest = shipment.without_refused(answer)
        self._losses.add("refused by the server", shipment.size - (rest.size if rest else 0))
        self._go_on(rest)
        return 0

    def _go_on(self, shipment: Shipment | None) -> None:
        self._shipment = shipment
        self._attempts = 0
        self._not_before = 0.0

    def drop(self) -> None:
        """Gives up what is under way."""
        self._go_on(None)

    def rest(self) -> None:
        """Ends the connection until there is something to bring again."""
        self._transport.close()

    def forget(self) -> None:
        """Leaves what is under way to the parent process."""
        self._transport.abandon()
        self._go_on(None)
