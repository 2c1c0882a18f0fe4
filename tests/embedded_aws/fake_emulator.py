"""Stands in for an emulator: serves health, can be told to die, and starts a stubborn child."""

import http.server
import os
import signal
import subprocess
import sys
from pathlib import Path

STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers /health; dies at anything else."""

    def do_GET(self) -> None:
        """Answer, or die without an answer."""
        if self.path != "/health":
            sys.stderr.write("last words\n")
            sys.stderr.flush()
            os.kill(os.getpid(), signal.SIGKILL)
        self.send_response(200)
        self.end_headers()


server = http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler)
child = subprocess.Popen([sys.executable, "-c", STUBBORN])
Path("pids").write_text(f"{os.getpid()} {child.pid}", encoding="utf-8")
sys.stderr.write("listening\n")
sys.stderr.flush()
server.serve_forever()
