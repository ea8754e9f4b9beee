"""Settings, from the environment. `.env.example` lists every variable; a wrong value is refused with the cure.

In order: safety, rooms, data, people, pages, words and times, what an operator may choose, logging.
"""

import sys
from datetime import timedelta
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
# Encrypt what is private in the database, newest first. Without them a key is made, and kept in the data folder.
FIELD_KEYS = env.words("FIELD_KEYS")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = env.words("TRUSTED_ORIGINS")
HTTPS = env.flag("HTTPS", default=False)
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
BEHIND_PROXY = env.flag("BEHIND_PROXY", default=False)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# Addresses on our own site are sent on within it; nobody else is told where a visitor came from.
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# trellis/safety/openness.py says the same in words of ours, and why the last is not for us to ask.
SILENCED_SYSTEM_CHECKS = [f"security.W0{number}" for number in ("04", "08", "12", "16", "18", "21")]

# --- Rooms ----------------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.staticfiles",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "js_lib_leaflet",
    "trellis.bench",
    "trellis.web",
    "trellis.opendata",
    "trellis.keeping",
    "trellis.finder",
    "trellis.meetings",
    "trellis.places",
    "trellis.accounts",
    "trellis.safety",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
]
MIDDLEWARE = [
    "trellis.safety.headers.SafeHeadersMiddleware",  # first: files, redirects and refusals carry them too
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    # Who is there is found out only when a page asks, so pages for everybody stay the same for everybody.
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "trellis.accounts.sessions.PersonMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "trellis.web.troubles.TroubleMiddleware",
]
ROOT_URLCONF = "trellis.config.urls"
WSGI_APPLICATION = "trellis.config.wsgi.application"

# --- Data -----------------------------------------------------------------------------------------------------------
DATABASES = {"default": env.database("DATABASE_URL", default_file=DATA_FOLDER / "trellis.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Every process counts attempts in the same place. Nobody can read from it whose they were.
CACHES = {
    "default": {
        "BACKEND": "trellis.accounts.attempts.Attempts",
        "LOCATION": "accounts_attempts",
        "KEY_FUNCTION": "trellis.accounts.attempts.hidden_key",
    }
}

# --- People: e-mailed codes and passkeys, no passwords ---------------------------------------------------------------
AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL, LOGIN_REDIRECT_URL = "account_login", "you"
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = ("__Host-session", "__Host-forms") if HTTPS else ("session", "forms")
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
MEMBER_WHOLE, POWERFUL_AWAY, POWERFUL_WHOLE = timedelta(days=90), timedelta(minutes=30), timedelta(hours=12)
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CSRF_FAILURE_VIEW = "trellis.accounts.views.refusals.form_refused"
BACKUP_DAYS = env.number("BACKUP_DAYS", 35, least=1, most=3650)

ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BEHIND_PROXY else 0
ACCOUNT_ADAPTER = "trellis.accounts.signing_in.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_SIGNUP_FORM_HONEYPOT_FIELD = "website"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 60 * 10
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_CHANGE_EMAIL = ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_SIGNUP_REDIRECT_URL, ACCOUNT_LOGOUT_REDIRECT_URL = "nickname", "/"
MFA_ADAPTER = "trellis.accounts.second_factor.Adapter"
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = env.text("SITE_NAME", "Trellis")
MFA_TOTP_TOLERANCE = 1

# --- Pages ----------------------------------------------------------------------------------------------------------
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["django.templatetags.static"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "trellis.web.frame.site",
            ],
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
FEED_LIMIT_SECONDS = env.number("FEED_LIMIT_SECONDS", 900, least=1, most=86_400)
READ_OWN_MACHINE = env.flag("READ_OWN_MACHINE", default=False)

# --- Staying true: how long a confirmation carries; the days below count from the day it is due ----------------------
CONFIRM_MEETING_DAYS = env.number("CONFIRM_MEETING_DAYS", 183, least=1, most=3650)
CONFIRM_PLACE_DAYS = env.number("CONFIRM_PLACE_DAYS", 365, least=1, most=3650)
REMIND_AFTER_DAYS = env.numbers("REMIND_AFTER_DAYS", (0, 14, 30))
TELL_MODERATORS_AFTER_DAYS = env.number("TELL_MODERATORS_AFTER_DAYS", 45, least=1, most=3650)
PALE_AFTER_DAYS = env.number("PALE_AFTER_DAYS", 60, least=1, most=3650)
LEAVE_AFTER_DAYS = env.number("LEAVE_AFTER_DAYS", 120, least=1, most=3650)
env.increasing(
    ("REMIND_AFTER_DAYS (the last)", REMIND_AFTER_DAYS[-1]),
    ("TELL_MODERATORS_AFTER_DAYS", TELL_MODERATORS_AFTER_DAYS),
    ("PALE_AFTER_DAYS", PALE_AFTER_DAYS),
    ("LEAVE_AFTER_DAYS", LEAVE_AFTER_DAYS),
)

# --- Letters --------------------------------------------------------------------------------------------------------
_mail = env.mail("EMAIL_URL")
EMAIL_BACKEND, EMAIL_HOST, EMAIL_PORT = _mail.backend, _mail.host, _mail.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail.user, _mail.password
EMAIL_USE_TLS, EMAIL_USE_SSL = _mail.use_tls, _mail.use_ssl
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("MAIL_FROM") or CONTACT_EMAIL or "trellis@localhost"

# --- Logging: what went wrong, never who asked for what -------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "discreet": {
            "()": {
                "plain": "trellis.safety.logs.Discreet",
                "json": "trellis.safety.logs.DiscreetJson",
            }[env.choice("LOG_FORMAT", "plain", ("plain", "json"))],
            "format": "%(asctime)s %(levelname)s %(name)s: %(message)s",
            "datefmt": "%Y-%m-%dT%H:%M:%S%z",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "discreet"}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "WARNING").upper()},
    "loggers": {
        "django": {"handlers": []},  # no letters about errors: they would hold what was asked for
        "django.server": {"handlers": [], "propagate": False},
        "trellis.accounts.doorbook": {"level": "INFO"},
    },
}
