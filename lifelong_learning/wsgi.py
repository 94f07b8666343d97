"""The WSGI application for gunicorn (Linux) and waitress (Windows)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lifelong_learning.settings")

application = get_wsgi_application()
