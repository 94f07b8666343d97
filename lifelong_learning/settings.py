"""All settings, read from the environment or `.env`, with safe defaults.

Production sets SECRET_KEY, ALLOWED_HOSTS and DATABASE_URL (postgres://…) and leaves DEBUG off; a missing
or malformed value stops the start with a sentence. `make demo` sets DEBUG and needs nothing else.
"""

import tomllib
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.contrib.messages import constants as message_levels
from django.utils.translation import gettext_lazy as _

from .reading_settings import days, web_address

BASE_DIR = Path(__file__).resolve().parent.parent
VERSION = str(tomllib.loads((BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])

env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

DEBUG = env.bool("DEBUG", default=False)
# Commands that only read the code (collectstatic, makemigrations) run without a secret; wsgi.py never serves without.
NO_SECRET_KEY = "django-insecure-for-development-only"  # noqa: S105
SECRET_KEY = env.str("SECRET_KEY", default=NO_SECRET_KEY)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"])
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)  # only where the proxy itself always sets X-Forwarded-*
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "whitenoise.runserver_nostatic",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "axes",
    "csp",
    "import_export",
    "simple_history",
    "institutions",
    "accounts",
    "indicators",
    "submissions",
    "reports",
    "lifelong_learning",
    "lifelong_learning.admin_config.PortalAdminConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Pages are small on the wire; random bytes keep their length from telling secrets (BREACH).
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "lifelong_learning.language.ChosenLanguageMiddleware",
    "lifelong_learning.addresses.refuse_nul",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "lifelong_learning.urls"
WSGI_APPLICATION = "lifelong_learning.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "lifelong_learning.context_processors.portal",
            ],
        },
    },
]


def database() -> dict[str, Any]:
    """The database of DATABASE_URL; SQLite beside the code unless set otherwise."""
    config = env.db_url("DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'db.sqlite3'}")
    if config["ENGINE"] == "django.db.backends.sqlite3":
        # IMMEDIATE takes the write lock at BEGIN, so that two writers queue instead of failing half-way.
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
        }
    else:
        config["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
        config["CONN_HEALTH_CHECKS"] = True
    return dict(config)


DATABASES = {"default": database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": env.cache_url("CACHE_URL", default="locmemcache://results")}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["username", "full_name", "email"]},
    },
    {"NAME": "accounts.passwords.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "accounts:login"
# Ten wrong passwords for one name from one address close the door for half an hour; others are not locked out.
AXES_FAILURE_LIMIT = env.int("LOGIN_FAILURE_LIMIT", default=10)
AXES_COOLOFF_TIME = 0.5
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "lifelong_learning.proxy.client_address" if BEHIND_PROXY else None
AXES_LOCKOUT_TEMPLATE = "accounts/locked_out.html"
AXES_VERBOSE = False
PASSWORD_RESET_TIMEOUT = 60 * 60 * 24 * 7

# Links to choose a password are sent where EMAIL_URL names a server (smtp://…); otherwise the console shows them.
vars().update(env.email_url("EMAIL_URL", default="consolemail://"))
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="webmaster@localhost")
EMAIL_TIMEOUT = 10
# Where mails lead: they have no request that tells it. Reminders are not sent from a server that does not say.
PORTAL_URL = web_address("PORTAL_URL", env.str("PORTAL_URL", default="http://127.0.0.1:8000" if DEBUG else ""))
# So many days before a return is due (0: on the day) and after it, those who owe it are reminded once.
REMIND_DAYS_BEFORE = days("REMIND_DAYS_BEFORE", env.list("REMIND_DAYS_BEFORE", default=["14", "3"]))
REMIND_DAYS_AFTER = days("REMIND_DAYS_AFTER", env.list("REMIND_DAYS_AFTER", default=["1", "7", "14"]), least=1)

MESSAGE_TAGS = {message_levels.DEBUG: "secondary", message_levels.ERROR: "danger"}  # Bootstrap's words for alerts

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Tiếng Việt")), ("en", _("Tiếng Anh"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["lifelong_learning.formats"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = env.path("STATIC_ROOT", default=str(BASE_DIR / "staticfiles"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}
WHITENOISE_USE_FINDERS = DEBUG

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "base-uri": [NONE],
        "connect-src": [SELF],
        "font-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        # Bootstrap draws its check marks and arrows from data: pictures.
        "img-src": [SELF, "data:"],
        "manifest-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
    }
}
SECURE_HTTPS = env.bool("SECURE_HTTPS", default=not DEBUG)
SECURE_SSL_REDIRECT = SECURE_HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if SECURE_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HTTPS
SECURE_HSTS_PRELOAD = SECURE_HTTPS
SESSION_COOKIE_SECURE = SECURE_HTTPS
CSRF_COOKIE_SECURE = SECURE_HTTPS
SESSION_COOKIE_AGE = 60 * 60 * 12
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"

# What a file may be at most: one clear sentence beyond it, never an exhausted machine.
MAX_UPLOAD_BYTES = env.int("MAX_UPLOAD_BYTES", default=10 * 1024 * 1024)
MAX_TABLE_ROWS = env.int("MAX_TABLE_ROWS", default=300_000)
MAX_TABLE_COLUMNS = env.int("MAX_TABLE_COLUMNS", default=500)
MAX_CELL_CHARACTERS = env.int("MAX_CELL_CHARACTERS", default=5_000)
MAX_UNPACKED_BYTES = env.int("MAX_UNPACKED_BYTES", default=200 * 1024 * 1024)  # a workbook is a packed archive
MARK_IN_PLACE_CELLS = env.int("MARK_IN_PLACE_CELLS", default=300_000)  # a larger workbook is handed back built anew
MAX_EVIDENCE_BYTES = env.int("MAX_EVIDENCE_BYTES", default=10 * 1024 * 1024)  # a file beside one figure
MAX_EVIDENCE_PER_FIGURE = env.int("MAX_EVIDENCE_PER_FIGURE", default=5)
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # a grid of 500 institutions with five measures, each with the revision it saw

CHECK_AT_ONCE_BYTES = env.int("CHECK_AT_ONCE_BYTES", default=200_000)  # longer files of figures are checked apart

# A count this many times last year's, or a fraction of it, is to be explained; smaller differences than this are not.
IMPORT_LARGE_CHANGE_FACTOR = env.int("IMPORT_LARGE_CHANGE_FACTOR", default=3)
IMPORT_LARGE_CHANGE_LEAST = env.int("IMPORT_LARGE_CHANGE_LEAST", default=100)

# Shown at the top of each page; another department writes its own name here.
DEPARTMENT_NAME = env.str("DEPARTMENT_NAME", default="Sở Văn hóa, Thể thao và Du lịch tỉnh Đắk Lắk")
# Whom people write to about the portal itself (an address, a telephone number); told on the page of accessibility.
SUPPORT_CONTACT = env.str("SUPPORT_CONTACT", default="")
DEFAULT_PLAN = env.str("DEFAULT_PLAN", default="06-kh-ubnd-2023")

IMPORT_EXPORT_USE_TRANSACTIONS = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
}
