"""A view's own thread: it does one job after the other, so that the kernel is free."""

from collections.abc import Callable
from queue import Empty, Queue
from threading import Thread

Job = Callable[[], None]


class Worker:
    """Does the jobs that it is given, in their order.

    Where no job comes for `timeout()` seconds, it calls `idle`; `None` is for ever.
    """

    def __init__(
        self,
        name: str,
        *,
        run: Callable[[Job], None],
        idle: Job,
        timeout: Callable[[], float | None],
    ) -> None:
        """Take what does a job, what is called without one, and how long it is waited for."""
        self._jobs: Queue[Job | None] = Queue()
        self._run = run
        self._idle = idle
        self._timeout = timeout
        self.thread = Thread(target=self._work, daemon=True, name=name)

    def start(self) -> None:
        """Begin."""
        self.thread.start()

    def add(self, job: Job) -> None:
        """Have a job done after those that are waiting."""
        self._jobs.put(job)

    def settle(self) -> None:
        """Wait until all jobs are done."""
        self._jobs.join()

    def stop(self) -> None:
        """End after the jobs that are waiting."""
        self._jobs.put(None)

    def _work(self) -> None:
        while True:
            try:
                job = self._jobs.get(timeout=self._timeout())
            except Empty:
                self._idle()
                continue
            if job:
                self._run(job)
            self._jobs.task_done()
            if job is None:
                return
