"""The settings, with a data folder of the tests' own, so that no test meets the listings of this machine.

pytest-django reads settings before any conftest.py, so this is the first moment to choose it. Workers of one run share
the folder; whoever made it takes it away. TRELLIS_TEST_DATA names one that is kept, to save making the table of
postcodes again.
"""

import atexit
import os
import shutil
import tempfile

if "TRELLIS_TEST_DATA" not in os.environ:
    os.environ["TRELLIS_TEST_DATA"] = tempfile.mkdtemp(prefix="trellis-test-")
    atexit.register(shutil.rmtree, os.environ["TRELLIS_TEST_DATA"], ignore_errors=True)

os.environ["TRELLIS_DATA"] = os.environ["TRELLIS_TEST_DATA"]

from trellis.config.settings import *  # noqa: F403

# Every test client has a handler of its own. Without this each would list all static files anew; so one is looked for
# when it is asked for.
WHITENOISE_AUTOREFRESH = True
