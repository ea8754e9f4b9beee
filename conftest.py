"""What every test gets: a data folder of its own, made before Django reads its settings."""

import os
import tempfile

os.environ["TRELLIS_DATA"] = os.environ.get("TRELLIS_TEST_DATA") or tempfile.mkdtemp(prefix="trellis-test-")
