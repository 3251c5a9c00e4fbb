"""`sequela serve` as it runs in earnest: a real process that is asked, and asked to stop."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from sequela.web.app import STATIC


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def asked(url: str, **headers: str) -> tuple[int, dict[str, str]]:
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as answer:  # noqa: S310
            return answer.status, {key.lower(): value for key, value in answer.headers.items()}
    except urllib.error.HTTPError as refused:
        return refused.code, {}


def test_behind_tls_it_answers_its_own_name_logs_json_and_stops_when_asked(tmp_path: Path) -> None:
    assert (STATIC / "app.css").exists()
    port = free_port()
    command = [sys.executable, "-m", "sequela.cli.main", "serve", "--port", str(port), "--log-json"]
    with subprocess.Popen(
        [*command, "--behind-tls", "clinic.example.org"],
        env={**os.environ, "SEQUELA_DATA": str(tmp_path)},
        stderr=subprocess.PIPE,
        text=True,
    ) as server:
        assert server.stderr is not None
        told = [server.stderr.readline()]
        while "serving at" not in told[-1]:
            told.append(server.stderr.readline())
            assert told[-1], told
        url = f"http://127.0.0.1:{port}/sign-in"
        while True:
            try:
                status, headers = asked(url, Host="clinic.example.org")
                break
            except urllib.error.URLError:
                time.sleep(0.05)
        refused, _ = asked(url, Host="evil.example")
        server.send_signal(signal.SIGTERM)
        told += server.stderr.readlines()
    assert status == 200
    assert "secure" in headers["set-cookie"].lower()
    assert headers["strict-transport-security"]
    assert refused == 400
    lines = [json.loads(line) for line in told if line.startswith("{")]
    assert {"method": "GET", "route": "/sign-in", "status": 200}.items() <= lines[0].items()
    assert "Traceback" not in "".join(told)
    assert server.returncode == 0
    assert not (tmp_path / "clinic.db-wal").exists(), "the store was not closed"


def test_a_port_that_is_taken_is_said_in_words(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "-m", "sequela.cli.main", "serve", "--port", str(port)],
            env={**os.environ, "SEQUELA_DATA": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
    assert done.returncode == 2
    assert "it is taken; choose others with --port" in done.stderr
    assert "Traceback" not in done.stderr
    assert "serving" not in done.stderr
