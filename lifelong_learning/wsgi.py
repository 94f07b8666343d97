"""The WSGI application for gunicorn (Linux) and waitress (Windows)."""

import os

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lifelong_learning.settings")

if not settings.DEBUG and settings.SECRET_KEY == settings.NO_SECRET_KEY:
    raise ImproperlyConfigured("SECRET_KEY is not set. Put a long random text into .env: SECRET_KEY=…")

application = get_wsgi_application()
