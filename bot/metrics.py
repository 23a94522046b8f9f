"""What is counted, for /metrics: labels are codes and ids of accounts, never texts or names.

Histograms are in seconds. The process keeps one `Metrics` of its own registry, so that two of them
(in tests) do not meet.
"""

import resource
from collections.abc import Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from bot.ports import RawUpdate
from models.action import Action, Outcome
from models.effects import Effects, OpenCase, PutVerdict

_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60, 600)
_MICROSECONDS = 1_000_000


class Metrics:
    """Counters, gauges and histograms of one process."""

    def __init__(self) -> None:
        """Start every number at zero."""
        self.registry = CollectorRegistry()
        self._intake()
        self._acts()
        self._process()

    def _intake(self) -> None:
        self._updates = self._counter(
            "updates", "Updates by what became of them", "account", "state"
        )
        self._handling = self._histogram(
            "handling_seconds", "From receipt to committed verdict", _SECONDS
        )
        self._backlog = self._gauge("backlog_rows", "Stored updates that wait for their handler")
        self._oldest = self._gauge("backlog_oldest_seconds", "Age of the oldest waiting update")
        self._verdicts = self._counter(
            "verdicts", "Verdicts by outcome and kind", "outcome", "kind"
        )
        self._cases = self._counter("cases", "Cases opened", "kind")

    def _acts(self) -> None:
        self._actions = self._counter("actions", "Acts by kind and end", "kind", "state")
        self._waits = Histogram(
            "vakhta_courier_wait_seconds",
            "From the moment an act might go to its end",
            ["kind"],
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._postponed = self._counter("postponed", "Acts the platform put off", "kind", "code")
        self._retry_after = self._gauge("retry_after_seconds", "The last wait a platform asked for")

    def _process(self) -> None:
        self._texts = self._counter(
            "classified", "Texts by what the classifier did", "engine", "state"
        )
        self._lag = self._gauge("loop_lag_seconds", "How late the event loop last woke")
        self._faults = Gauge(
            "vakhta_fault", "1 while something is wrong", ["code"], registry=self.registry
        )
        self._free = self._gauge("disk_free_bytes", "Free space where the database lives")
        self._memory = self._gauge("resident_max_bytes", "The most memory this process has held")

    def received(self, account: str, rows: int, repeats: int) -> None:
        """Count a stored batch and the repeats in it."""
        self._updates.labels(account, "received").inc(rows)
        self._updates.labels(account, "repeat").inc(repeats)

    def at_door(self, account: str, now: Mapping[str, int], before: Mapping[str, int]) -> None:
        """Count what a connector did not hand on since its counts were read before."""
        for state, count in now.items():
            self._updates.labels(account, state).inc(count - before.get(state, 0))

    def handled(self, update: RawUpdate, now: int) -> None:
        """Count an update whose effects are committed."""
        self._updates.labels(_account(update), "handled").inc()
        self._handling.observe(max(0, now - update.received_at) / _MICROSECONDS)

    def quarantined(self, update: RawUpdate) -> None:
        """Count an update that could not be read."""
        self._updates.labels(_account(update), "quarantined").inc()

    def committed(self, effects: Effects) -> None:
        """Count the verdicts and cases of one commit."""
        for record in effects.records:
            if isinstance(record, PutVerdict):
                verdict = record.verdict
                self._verdicts.labels(verdict.outcome, verdict.kind or "none").inc()
            elif isinstance(record, OpenCase):
                self._cases.labels(record.case.kind).inc()

    def acted(self, action: Action, outcome: Outcome, now: int) -> None:
        """Count an act that has come to its end."""
        self._actions.labels(action.kind, outcome.state).inc()
        if action.not_before:
            self._waits.labels(action.kind).observe(max(0, now - action.not_before) / _MICROSECONDS)

    def postponed(self, action: Action, outcome: Outcome) -> None:
        """Count an act that goes back until it may be tried again."""
        self._postponed.labels(action.kind, outcome.code).inc()
        if outcome.retry_after is not None:
            self._retry_after.set(outcome.retry_after)

    def classified(self, engine: str, counts: Mapping[str, int]) -> None:
        """Count texts by state: done, late, failed, stood_in (linear lane alone), remembered."""
        for state, count in counts.items():
            self._texts.labels(engine, state).inc(count)

    def gauges(self, rows: int, oldest: int | None, now: int, free: int) -> None:
        """Set what is measured every few seconds; `oldest` and `now` in UTC microseconds."""
        self._backlog.set(rows)
        self._oldest.set(0 if oldest is None else max(0, now - oldest) / _MICROSECONDS)
        self._free.set(free)
        # Linux counts it in kilobytes.
        self._memory.set(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)

    def fault(self, code: str, mended: bool) -> None:  # noqa: FBT001 - a listener of Health
        """Set whether something is wrong; a code is `what` or `what:account`."""
        self._faults.labels(code).set(0 if mended else 1)

    def lagged(self, seconds: float) -> None:
        """Set how late the event loop woke."""
        self._lag.set(seconds)

    def render(self) -> bytes:
        """Return all numbers in the text format of Prometheus."""
        return generate_latest(self.registry)

    def _counter(self, name: str, doc: str, *labels: str) -> Counter:
        return Counter(f"vakhta_{name}", doc, labels, registry=self.registry)

    def _gauge(self, name: str, doc: str) -> Gauge:
        return Gauge(f"vakhta_{name}", doc, registry=self.registry)

    def _histogram(self, name: str, doc: str, buckets: tuple[float, ...]) -> Histogram:
        return Histogram(f"vakhta_{name}", doc, buckets=buckets, registry=self.registry)


def _account(update: RawUpdate) -> str:
    return f"{update.platform}:{update.account_id}"
