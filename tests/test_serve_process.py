"""The processes of a server: they come back when one is killed, and go when they shall."""

import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

from mocban.settings import SETTINGS
from tests.doors import CHEAP, LONG, House, alive, descendants, opened, sparql, until
from tests.workspaces import built, workspace


def _run(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "mocban", "serve", *arguments],
        capture_output=True, text=True, timeout=30, check=False, env={**os.environ, "MOCBAN_LANG": "en"},
    )  # fmt: skip


def _whole(house: House) -> list[int]:
    """The web process and its three workers."""
    assert until(lambda: house.health()["workers"] == 3)
    below = descendants(house.process.pid)
    assert len(below) == 4
    return below


def _answers(house: House) -> bool:
    try:
        return house.ask(sparql(CHEAP)).status == 200
    except OSError:
        return False


def test_whatever_is_killed_comes_back_and_nothing_is_left_at_the_end(demo: Path) -> None:
    with opened(demo) as house:
        web, *workers = _whole(house)
        assert _answers(house)
        os.kill(workers[0], signal.SIGKILL)
        missed = sum(not _answers(house) for _ in range(20))
        assert missed <= 1
        assert until(lambda: house.health()["workers"] == 3)

        os.kill(web, signal.SIGKILL)
        assert until(lambda: _answers(house))
        assert until(lambda: not any(map(alive, [web, *workers])))
        again = descendants(house.process.pid)
        assert len(again) >= 2 and web not in again

        with house.connect() as busy, house.connect() as idle, house.connect() as half:
            busy.sendall(f"GET {sparql(LONG)} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            idle.sendall(b"GET /vi/ HTTP/1.1\r\nHost: x\r\n\r\n")
            half.sendall(b"GET /vi/ HTTP/1.1\r\nHo")
            assert until(lambda: house.health()["long"] == 1)
            below = descendants(house.process.pid)
            house.process.send_signal(signal.SIGTERM)
            house.process.wait(5)
        assert until(lambda: not any(map(alive, below)), 2)
        assert house.said.count("\n") == 1


def test_one_worker_alone_is_replaced_before_its_query_is_asked_again(demo: Path) -> None:
    with opened(demo, "--workers", "1") as house:
        os.kill(descendants(house.process.pid)[1], signal.SIGKILL)
        assert sum(not _answers(house) for _ in range(3)) <= 1


def _listens(house: House) -> bool:
    try:
        house.connect().close()
    except OSError:
        return False
    return True


def test_nothing_outlives_a_parent_that_is_killed(demo: Path) -> None:
    with opened(demo) as house:
        below = _whole(house)
        house.process.kill()
        house.process.wait(5)
        assert until(lambda: not any(map(alive, below)), 5)
        # The system closes the port of a process a little after the process is gone.
        assert until(lambda: not _listens(house), 2)


def test_ctrl_c_ends_it_without_a_word(demo: Path) -> None:
    with opened(demo) as house:
        below = _whole(house)
        for pid in (house.process.pid, below[0]):
            os.kill(pid, signal.SIGINT)
        assert house.process.wait(5) == 0
        assert until(lambda: not any(map(alive, below)), 2)
        assert "Traceback" not in house.said and house.said.count("\n") == 1


def test_the_port_is_open_when_it_is_said(demo: Path) -> None:
    for host, written in (("127.0.0.1", "127.0.0.1"), ("localhost", "localhost"), ("::1", "[::1]")):
        with opened(demo, "--host", host, "--workers", "1") as house:
            assert f"http://{written}:{house.port}/" in house.said
            with socket.create_connection((host, house.port), 5) as client:
                client.sendall(b"GET /health HTTP/1.0\r\n\r\n")
                assert client.recv(15) == b"HTTP/1.0 200 OK"


def test_what_cannot_be_served_is_said_in_one_sentence(demo: Path, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        found = _run(str(demo), "--port", port)
        assert f"127.0.0.1:{port} cannot be listened on" in found.stderr
        assert found.returncode and found.stderr.count("\n") == 1
    for arguments, words in (
        (["--host", "no.such.host.invalid"], "cannot be listened on"),
        (["--host", "203.0.113.5"], "cannot be listened on"),
    ):
        found = _run(str(demo), *arguments)
        assert words in found.stderr and found.returncode and found.stderr.count("\n") == 1
    for option, value in (
        ("--workers", "0"), ("--query-timeout", "0"), ("--query-memory", "-1"), ("--port", "99999"),
        ("--port", "-1"),
    ):  # fmt: skip
        found = _run(str(demo), option, value)
        assert found.returncode and f"'{option}': {value}" in found.stderr
        assert "Traceback" not in found.stderr
    bare = workspace(tmp_path / "bare").path
    built(tmp_path / "wrong")
    for folder, line, words in (
        (bare, "", "mocban build"),
        (
            tmp_path / "wrong",
            'trusted_proxies = ["proxy.example"]',
            "“proxy.example” is no address",
        ),
        (tmp_path / "wrong", "workers = 0", "workers must be a number from 1 up"),
        (tmp_path / "wrong", "query_timeout = inf", "query_timeout must be a number from 0.1 up"),
        (tmp_path / "wrong", "cache_bytes = -1", "cache_bytes must be a number from 0 up"),
        (tmp_path / "nowhere", "", "there is no mocban.toml"),
    ):
        file = folder / "mocban.toml"
        before = file.read_text("utf-8") if file.exists() else ""
        if line:
            file.write_text(f"{line}\n{before}", "utf-8")
        found = _run(str(folder), "--port", "0")
        if line:
            file.write_text(before, "utf-8")
        assert words in found.stderr and found.returncode, found.stderr
        assert found.stderr.count("\n") == 1 and "Traceback" not in found.stderr


def test_a_store_that_no_worker_can_open_is_said_and_not_shown_as_a_trace(tmp_path: Path) -> None:
    built(tmp_path)
    broken = "import mocban.graph.process as p; p.sys.executable = '/bin/false'"
    program = f"{broken}\nfrom mocban.cli import main; main()"
    found = subprocess.run(
        [sys.executable, "-c", program, "serve", str(tmp_path), "--port", "0"],
        capture_output=True, text=True, timeout=100, check=False, env={**os.environ, "MOCBAN_LANG": "en"},
    )  # fmt: skip
    assert found.returncode and "No worker could open the store" in found.stderr
    assert "Traceback" not in found.stderr


def test_the_options_of_serve_are_settings_too() -> None:
    shown = _run("--help")
    options = set(re.findall(r"--([a-z-]+)", shown.stdout)) - {"help", "host", "port"}
    names = {setting.name.replace("_", "-") for setting in SETTINGS}
    assert shown.returncode == 0 and options == {"workers", "query-timeout", "query-memory"}
    assert options <= names
    assert "Mở điểm truy vấn" in shown.stdout and "mocban serve heritage" in shown.stdout
