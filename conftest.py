"""What every test gets: a data folder of its own, made before Django reads its settings."""

import os
import tempfile
from pathlib import Path

os.environ["TRELLIS_DATA"] = os.environ.get("TRELLIS_TEST_DATA") or tempfile.mkdtemp(prefix="trellis-test-")
(Path(os.environ["TRELLIS_DATA"]) / "static").mkdir(exist_ok=True)  # WhiteNoise warns of a folder that is missing
