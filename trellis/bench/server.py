"""The server that is measured: that of `trellis serve`, one process with one thread, and an address that does nothing.

Started as `python -m trellis.bench.server PORT` by `serving.py`, in a scratch data folder.
"""

import sys

import django
from django.conf import settings


def run(port: int) -> None:
    django.setup()
    settings.ROOT_URLCONF = "trellis.bench.urls"
    from trellis.web.management.commands.serve import begin_process, load_application
    from trellis.web.serving import Server, Serving

    Server(Serving("127.0.0.1", port, workers=1, threads=1), load_application, begin_process).run()


if __name__ == "__main__":
    number = int(sys.argv[1])
    # The server reads the command line too, and the port is not for it.
    sys.argv = sys.argv[:1]
    run(number)
