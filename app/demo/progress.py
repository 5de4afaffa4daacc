"""Saying how far it has got: one line that grows on a terminal, a few lines in a log."""

import time
from typing import TextIO

WIDTH = 24
SHARES = 4
"""How many lines a bar is worth where lines cannot be overwritten."""
EVERY_S = 0.1


class Progress:
    """A bar for each stage of long work, in n of N."""

    def __init__(self, out: TextIO) -> None:
        self.out, self.live = out, out.isatty()
        self.label, self.done, self.total = "", 0, 0
        self._shown, self._shown_at = 0, 0.0

    def say(self, text: str) -> None:
        """A line of its own."""
        print(text, file=self.out, flush=True)

    def stage(self, label: str, total: int) -> None:
        """Begin a stage of `total` steps."""
        self.label, self.done, self.total = label, 0, total
        self._shown, self._shown_at = 0, 0.0

    def step(self) -> None:
        """One more step of the stage is done."""
        self.done += 1
        last = self.done >= self.total
        if self.live:
            if last or time.monotonic() - self._shown_at >= EVERY_S:
                self._shown_at = time.monotonic()
                print(f"\r  {self._bar()}", end="\n" if last else "", file=self.out, flush=True)
            return
        share = self.done * SHARES // self.total
        if share > self._shown:
            self._shown = share
            self.say(f"  {self.label} {self.done}/{self.total}")

    def _bar(self) -> str:
        full = self.done * WIDTH // self.total
        return f"{'█' * full}{'░' * (WIDTH - full)} {self.label} {self.done}/{self.total} "
