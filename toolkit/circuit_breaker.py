"""Circuit breaker: while a server is unavailable, calls fail at once and one call tries again every few seconds."""

import logging
import threading
import time

from toolkit import metrics

logger = logging.getLogger(__name__)
REST = 5.0  # seconds between two attempts


class CircuitBreaker:
    """One per server and process. It opens with the first failure and closes with the first success; both are logged
    once."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.is_open = False
        self._try_at = 0.0
        self._lock = threading.Lock()

    def may_try(self) -> bool:
        """Returns whether the caller may use the server. While it is unavailable, one caller at a time may, after an
        interval."""
        if not self.is_open:
            return True
        with self._lock:
            if time.monotonic() < self._try_at:
                return False
            self._try_at = time.monotonic() + REST
            return True

    def failed(self, error: Exception) -> None:
        with self._lock:
            if not self.is_open:
                logger.warning(
                    "%s does not answer (%s); it is asked again every few seconds", self.name, type(error).__name__
                )
                self.is_open, self._try_at = True, time.monotonic() + REST
                metrics.note_circuit(self.name, is_open=True)

    def succeeded(self) -> None:
        if self.is_open:
            self.is_open = False
            metrics.note_circuit(self.name, is_open=False)
            logger.warning("%s answers again", self.name)
