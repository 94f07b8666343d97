"""The settings of the suite: the portal's own, as on a developer's machine, whatever the environment or `.env` says.

The database is SQLite in memory unless DATABASE_URL names another; `-p tests.postgres` starts one and names it.
"""

import os

os.environ["DEBUG"] = "1"
os.environ.setdefault("DATABASE_URL", "sqlite://:memory:")

from lifelong_learning.settings import *  # noqa: F403

# Nothing is guarded by the passwords of the suite, and a slow hash for each user costs minutes.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# No collected files: whitenoise looks static files up where they are, and does not warn of an absent folder.
WHITENOISE_AUTOREFRESH = True
