"""Tests on the real files themselves. What they hold is held without them as well, elsewhere."""

from tests.support.real_data import REAL_DATA

# None is collected, rather than each skipped, where the files are not.
collect_ignore_glob = [] if REAL_DATA.is_dir() else ["test_*.py"]
