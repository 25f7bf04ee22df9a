"""What a service has answered."""

from __future__ import annotations

from typing import NamedTuple


class Answer(NamedTuple):
    """What came of a request."""

    # 0 where there was no answer.
    status: int
    text: str
    retry_after: float | None = None

    @property
    def is_accepted(self) -> bool:
        """It has arrived."""
        return 200 <= self.status < 300

    @property
    def is_passing(self) -> bool:
        """It may succeed later."""
        return self.status in (0, 429) or self.status >= 500

    @property
    def reason(self) -> str:
        """Why it failed, in words."""
        return f"{self.status} {self.text[:200]}".strip() if self.status else self.text
