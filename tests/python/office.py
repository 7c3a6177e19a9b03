"""An office at its own command line: a data directory, three small lists, and a server that comes and goes."""

import os
import re
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

GRID = "000000901014001"
LISTS = {
    "grids.csv": f"grid_code,label,households,people,from\n{GRID},东南-01,412,1090,2026-01-05\n",
    "people.csv": f"person_no,name,role,scope,from\nP1,秦知禾（演示）,grid worker,{GRID},2026-01-05\n"
    f"P2,马晓川（演示）,grid chief,{GRID},2026-01-05\n",
    "households.csv": "grid_code,estate,building,unit,room,class,needs\n"
    f"{GRID},槐荫苑,3,1,402,暖心户,助行器具跟进、家电小修\n{GRID},槐荫苑,3,1,403,,\n{GRID},向阳巷,,,12号,连心户,邻里噪音\n",
}


def server_binary(target):
    """The server's program: the one of the environment, or what the workspace built; none if there is none."""
    named = os.environ.get("LIANXIN_SERVER")
    program = Path(named) if named else target / "debug" / f"lianxin-server{'.exe' if os.name == 'nt' else ''}"
    return program if program.is_file() else None


class Office:
    """One office. `stop` also removes its data."""

    def __init__(self, program):
        self.program = program
        self.home = Path(tempfile.mkdtemp(prefix="lianxin-office-"))
        self.server = None
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.address = f"127.0.0.1:{probe.getsockname()[1]}"
        names = ("DATA", "LISTEN", "ADDRESSES", "LANGUAGE")
        values = (str(self.home / "data"), self.address, self.address, "en")
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("LIANXIN_")}
        self.environment.update((f"LIANXIN_{name}", value) for name, value in zip(names, values))

    def run(self, *arguments):
        """Runs a command to its end; gives what it printed."""
        done = subprocess.run(
            [self.program, *arguments], env=self.environment, capture_output=True, text=True, timeout=120, cwd=self.home
        )
        if done.returncode != 0:
            raise AssertionError(f"{' '.join(map(str, arguments))}: {done.returncode}\n{done.stdout}\n{done.stderr}")
        return done.stdout

    def found(self):
        """Makes the office and brings its lists."""
        lists = self.home / "lists"
        lists.mkdir()
        for name, text in LISTS.items():
            (lists / name).write_text(text, encoding="utf-8")
        self.run("init", "--name", "演示办公室", "--sheet", self.home / "recovery.txt")
        self.run("import", lists)

    def serve(self):
        """Starts the server; returns once it listens."""
        log = open(self.home / "server.log", "ab")  # noqa: SIM115: the server keeps it
        self.server = subprocess.Popen(
            [self.program, "serve"], env=self.environment, stdout=subprocess.PIPE, stderr=log, text=True, cwd=self.home
        )
        log.close()
        for line in self.server.stdout:
            if f"https://{self.address}" in line:
                return
        self.end()
        raise AssertionError(f"the server did not start\n{(self.home / 'server.log').read_text(errors='replace')}")

    def end(self):
        """Ends the server as a service manager does."""
        server, self.server = self.server, None
        if server is None:
            return
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
        server.stdout.close()

    def invite(self, person):
        """An invitation for a person, as its QR code says it."""
        return re.search(r"^LX1:[0-9A-Z]+$", self.run("invite", "--person", person), re.MULTILINE).group()

    def stop(self):
        """Ends it all."""
        self.end()
        shutil.rmtree(self.home, ignore_errors=True)
