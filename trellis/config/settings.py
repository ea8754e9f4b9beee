"""Settings, from the environment. `.env.example` lists every variable; a wrong value is refused with the cure.

In order: safety, rooms, data, pages, words and times, what an operator may choose, logging.
"""

import sys
from pathlib import Path

from trellis.lib import env
from trellis.lib.dotenv import load_dotenv
from trellis.lib.folders import data_folder, kept_secret

REPOSITORY = Path(__file__).resolve().parents[2]
load_dotenv(REPOSITORY / ".env")
DATA_FOLDER = data_folder()
TESTING = "pytest" in sys.modules

# --- Safety ---------------------------------------------------------------------------------------------------------
DEBUG = env.flag("TRELLIS_DEBUG", default=False)
SECRET_KEY = env.text("SECRET_KEY") or kept_secret(DATA_FOLDER)
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = env.words("TRUSTED_ORIGINS")
HTTPS = env.flag("HTTPS", default=False)
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
if env.flag("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# Addresses on our own site are sent on within it; nobody else is told where a visitor came from.
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# --- Rooms ----------------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.staticfiles",
    "js_lib_leaflet",
    "trellis.bench",
    "trellis.web",
    "trellis.opendata",
    "trellis.finder",
    "trellis.meetings",
    "trellis.places",
    "trellis.safety",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "trellis.safety.headers.SafeHeadersMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "trellis.config.urls"
WSGI_APPLICATION = "trellis.config.wsgi.application"

# --- Data -----------------------------------------------------------------------------------------------------------
DATABASES = {"default": env.database("DATABASE_URL", default_file=DATA_FOLDER / "trellis.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Pages ----------------------------------------------------------------------------------------------------------
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["django.templatetags.static"],
            "context_processors": ["django.template.context_processors.request", "trellis.web.frame.site"],
        },
    }
]
STATIC_URL = "/static/"
STATIC_ROOT = DATA_FOLDER / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or TESTING
        else "trellis.web.storage.StaticStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG or TESTING

# --- Words and times ------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
USE_I18N = True
TIME_ZONE = env.text("TIME_ZONE", "Europe/London")
USE_TZ = True

# --- What an operator may choose ------------------------------------------------------------------------------------
SITE_NAME = env.text("SITE_NAME", "Trellis")
SITE_ADDRESS = env.web_address("SITE_ADDRESS", "http://127.0.0.1:8000").rstrip("/")
CONTACT_EMAIL = env.text("CONTACT_EMAIL")
COUNTRY = env.text("COUNTRY", "GB").upper()
AREAS_FILE = env.text("AREAS_FILE")
USE_NORTHERN_IRELAND_POSTCODES = env.flag("USE_NORTHERN_IRELAND_POSTCODES", default=True)
GEOCODER_ADDRESS = env.web_address("GEOCODER_ADDRESS")
TILE_ADDRESS = env.text("TILE_ADDRESS")
TILE_ATTRIBUTION = env.text("TILE_ATTRIBUTION")
FEED_LIMIT_MEGABYTES = env.number("FEED_LIMIT_MEGABYTES", 500, least=1, most=10_000)

# --- Logging: what went wrong, never who asked for what -------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "filters": {"no_query": {"()": "trellis.safety.headers.WithoutQuery"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["no_query"]}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "WARNING").upper()},
    "loggers": {"django.server": {"handlers": [], "propagate": False}},
}
