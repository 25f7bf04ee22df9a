"""Forks, children, exits and hooks: each in a process of its own."""

from __future__ import annotations

import multiprocessing
import signal
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.programs import names, run
from tests.recorder import Recorder, closed_port, hang


def test_what_is_buffered_at_the_end_is_sent(recorder: Recorder, tmp_path: Path) -> None:
    ended = run(tmp_path, "metrics.gauge('last', 1)\nerrors.capture_error(ValueError('last'))", recorder.url)

    assert (ended.returncode, ended.stderr) == (0, "")
    assert names(recorder) == {"last": 1}
    assert len(recorder.errors()) == 1


def test_what_comes_in_at_exit_handlers_is_sent_too(recorder: Recorder, tmp_path: Path) -> None:
    script = """
        import atexit
        metrics.gauge('before', 1)
        atexit.register(lambda: metrics.gauge('handler', 1))
    """

    ended = run(tmp_path, script, recorder.url)

    assert (ended.returncode, ended.stderr) == (0, "")
    assert names(recorder) == {"before": 1, "handler": 1}


@pytest.mark.parametrize("ending", ["", "sys.exit(3)", "raise SystemExit(3)"])
def test_a_server_that_hangs_keeps_the_process_two_seconds_at_most(
    ending: str, recorder: Recorder, tmp_path: Path
) -> None:
    recorder.behaviour = hang

    script = f"metrics.gauge('a', 1)\nerrors.capture_error(ValueError())\nprint(time.time(), flush=True)\n{ending}"
    ended = run(tmp_path, script, recorder.url)

    assert time.time() - float(ended.stdout) < 3
    assert ended.returncode == (3 if ending else 0)
    assert "dropped: 1 at the end" in ended.stderr


def test_a_server_that_is_away_keeps_the_process_no_longer(tmp_path: Path) -> None:
    ended = run(tmp_path, "metrics.gauge('a', 1)\nprint(time.time(), flush=True)", f"http://127.0.0.1:{closed_port()}")

    assert time.time() - float(ended.stdout) < 3
    assert ended.returncode == 0


def test_an_unhandled_error_is_reported_printed_and_ends_the_process(recorder: Recorder, tmp_path: Path) -> None:
    script = """
        before = sys.excepthook
        sys.excepthook = lambda *args: (print("before", file=sys.stderr), before(*args))
        install_excepthooks(errors)
        raise LookupError("the end")
    """

    ended = run(tmp_path, script, recorder.url)

    assert ended.returncode == 1
    assert ended.stderr.startswith("before\nTraceback")
    assert ended.stderr.endswith("LookupError: the end\n")
    assert [report["message"] for report in recorder.errors()] == ["the end"]


def test_an_unhandled_error_of_a_thread_is_reported_and_printed(recorder: Recorder, tmp_path: Path) -> None:
    script = """
        install_excepthooks(errors)
        def work():
            raise LookupError("in a thread")
        thread = threading.Thread(target=work, name="worker-1")
        thread.start(); thread.join()
    """

    ended = run(tmp_path, script, recorder.url)

    assert ended.returncode == 0
    assert "Exception in thread worker-1" in ended.stderr
    assert [(report["message"], report["extra"]) for report in recorder.errors()] == [
        ("in a thread", {"thread": "worker-1"})
    ]


def test_ctrl_c_is_no_error(recorder: Recorder, tmp_path: Path) -> None:
    ended = run(tmp_path, "install_excepthooks(errors)\nraise KeyboardInterrupt", recorder.url)

    assert ended.returncode in (130, -signal.SIGINT)
    assert recorder.errors() == []


def test_a_forgotten_task_of_an_event_loop_is_reported(recorder: Recorder, tmp_path: Path) -> None:
    script = """
        import asyncio, gc
        from monlight.excepthooks import watch_loop
        async def broken():
            raise LookupError("in a task")
        async def main():
            watch_loop(errors)
            asyncio.create_task(broken())
            await asyncio.sleep(0.01)
            gc.collect()
            await asyncio.sleep(0.01)
        asyncio.run(main())
    """

    ended = run(tmp_path, script, recorder.url)

    assert "Task exception was never retrieved" in ended.stderr
    assert [report["message"] for report in recorder.errors()] == ["in a task"]


def test_a_fork_sends_its_own_and_leaves_the_parents_alone(recorder: Recorder, tmp_path: Path) -> None:
    script = """
        import warnings
        warnings.simplefilter("ignore", DeprecationWarning)
        for _ in range(500):
            metrics.gauge('parent', 1)
        errors.capture_error(ValueError("parent"))
        # With requests under way, locks held and connections open.
        metrics.flush()
        for _ in range(500):
            metrics.gauge('parent', 1)
        children = []
        for number in range(4):
            pid = os.fork()
            if pid == 0:
                metrics.gauge(f'child{number}', 1)
                errors.capture_error(ValueError(f"child{number}"))
                sys.exit()
            children.append(pid)
        metrics.gauge('parent', 1)
        assert all(os.waitpid(pid, 0)[1] == 0 for pid in children)
    """

    ended = run(tmp_path, script, recorder.url)

    assert (ended.returncode, ended.stderr) == (0, "")
    assert names(recorder) == {"parent": 1001, "child0": 1, "child1": 1, "child2": 1, "child3": 1}
    assert Counter(report["message"] for report in recorder.errors()) == Counter(
        ["parent", "child0", "child1", "child2", "child3"]
    )


def test_a_fork_in_the_middle_of_everything_never_hangs(recorder: Recorder, tmp_path: Path) -> None:
    script = """
        import warnings
        warnings.simplefilter("ignore", DeprecationWarning)
        metrics = MetricsClient(url, "fixture-key-0123456789", flush_interval=0.001)
        stop = threading.Event()
        def load():
            while not stop.is_set():
                metrics.counter('load')
                errors.capture_error(ValueError("load"))
        threads = [threading.Thread(target=load) for _ in range(4)]
        for thread in threads:
            thread.start()
        statuses = []
        for number in range(30):
            pid = os.fork()
            if pid == 0:
                metrics.counter('child')
                os._exit(0 if metrics.flush(5).is_set() and metrics.dropped == 0 else 1)
            statuses.append(os.waitpid(pid, 0)[1])
        stop.set()
        for thread in threads:
            thread.join()
        assert statuses == [0] * 30, statuses
    """

    ended = run(tmp_path, script, recorder.url, 40)

    assert ended.returncode == 0, ended.stderr
    assert sum(point["value"] for point in recorder.points() if point["name"] == "child") == 30


@pytest.mark.parametrize("method", multiprocessing.get_all_start_methods())
def test_children_of_multiprocessing_send_what_they_have_at_their_end(
    method: str, recorder: Recorder, tmp_path: Path
) -> None:
    script = f"""
        import multiprocessing, warnings
        warnings.simplefilter("ignore", DeprecationWarning)

        def work(number):
            metrics.gauge('child', number)
            errors.capture_error(ValueError(f"child {{number}}"))

        if __name__ == "__main__":
            metrics.gauge('parent', 1)
            context = multiprocessing.get_context("{method}")
            children = [context.Process(target=work, args=(number,)) for number in range(3)]
            for child in children:
                child.start()
            for child in children:
                child.join()
            assert all(child.exitcode == 0 for child in children)
    """

    ended = run(tmp_path, script, recorder.url)

    assert (ended.returncode, ended.stderr) == (0, "")
    assert names(recorder) == {"parent": 1, "child": 3}
    assert sorted(report["message"] for report in recorder.errors()) == ["child 0", "child 1", "child 2"]


def test_a_pool_of_processes_sends_all(recorder: Recorder, tmp_path: Path) -> None:
    script = """
        import warnings
        from concurrent.futures import ProcessPoolExecutor
        warnings.simplefilter("ignore", DeprecationWarning)

        def work(number):
            metrics.gauge('task', number)

        if __name__ == "__main__":
            with ProcessPoolExecutor(2) as pool:
                list(pool.map(work, range(20)))
    """

    ended = run(tmp_path, script, recorder.url)

    assert (ended.returncode, ended.stderr) == (0, "")
    assert sorted(point["value"] for point in recorder.points()) == list(range(20))
