"""Django's settings. What a deployment may decide comes from `environment.py`."""

from __future__ import annotations

from ipaddress import ip_network

from django.utils.translation import gettext_lazy as _

from addons.base.manifests import discover, resolve

from .databases import database
from .environment import ROOT, read_environment
from .logs import logging_config
from .mail import mail_settings

ENVIRONMENT = read_environment()
ADDONS = resolve(
    ENVIRONMENT.wanted_addons,
    discover(ENVIRONMENT.addon_modules),
    also=[module.rpartition(".")[2] for module in ENVIRONMENT.addon_modules],
)
HAS_ACCOUNTS = any(addon.name == "accounts" for addon in ADDONS)

SECRET_KEY = ENVIRONMENT.secret_key
AUDIT_KEY = ENVIRONMENT.audit_key
DEBUG = ENVIRONMENT.debug
ALLOWED_HOSTS = list(ENVIRONMENT.allowed_hosts) or ["localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = list(ENVIRONMENT.csrf_trusted_origins)
BASE_URL = ENVIRONMENT.base_url
CURRENCY = ENVIRONMENT.currency
PAYMENT_GATEWAY = ENVIRONMENT.card_gateway  # empty: no cards are taken
STRIPE_API_KEY = ENVIRONMENT.stripe_api_key
STRIPE_WEBHOOK_SECRET = ENVIRONMENT.stripe_webhook_secret
STRIPE_API_BASE = ENVIRONMENT.stripe_api_base
# How many proxies of ours stand before us, each adding the address it saw.
PROXIES = ENVIRONMENT.proxies
METRICS_FROM = [ip_network(name) for name in ENVIRONMENT.metrics_from]
PROFILE = ENVIRONMENT.profile
# People whose passwords are known.
DEMO_ACCOUNTS = ENVIRONMENT.demo_accounts or not ENVIRONMENT.is_production

# Addons stand before Wagtail, which imports hooks while the apps load, and before `callout`, whose
# ready() composes what they declared.
INSTALLED_APPS = [
    *(addon.module for addon in ADDONS),
    "callout",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "rules",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.routable_page",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "addons.accounts.apps.ConsoleUsersConfig" if HAS_ACCOUNTS else "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "simple_history",
    "django_htmx",
    "django_q",
    "channels",
    "axes",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "addons.base.surfaces.frames.one_piece",
    "addons.base.surfaces.middleware.RequestContext",
    "django.middleware.security.SecurityMiddleware",
    "addons.base.surfaces.csp.ContentSecurityPolicy",
    "callout.staticfiles.StaticFiles",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "addons.base.surfaces.middleware.BodyLimits",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    *(["addons.accounts.middleware.Preferences"] if HAS_ACCOUNTS else []),
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    *(["addons.accounts.middleware.SecondFactor"] if HAS_ACCOUNTS else []),
    "addons.base.surfaces.console.threshold.Threshold",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "callout.urls"
ASGI_APPLICATION = "callout.asgi.application"
WSGI_APPLICATION = "callout.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "theme" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
                "addons.base.surfaces.portal.portal_context",
                "addons.base.surfaces.page_values.page_values",
            ],
        },
    }
]

# Data
DATABASES = {"default": database(ENVIRONMENT)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
if ENVIRONMENT.redis_url:
    # redis-py 8 would end idle sockets after 5 s (channels_redis#422).
    _redis = {"address": ENVIRONMENT.redis_url, "socket_timeout": None}
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.core.RedisChannelLayer",
            "CONFIG": {"hosts": [_redis]},
        }
    }
    CACHES = {
        "default": {
            "BACKEND": "callout.caching.PatientRedisCache",
            "LOCATION": ENVIRONMENT.redis_url,
        }
    }
else:
    CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}

# How long a run may take, and after how long an unanswered one is made again.
WORKER_TIMEOUT = ENVIRONMENT.worker_timeout
FAULT = ENVIRONMENT.fault
WORKER_RETRY = WORKER_TIMEOUT * 3 // 2
# The broker is the database in every profile: the Redis broker loses tasks that were running.
Q_CLUSTER = {
    "name": "callout",
    "orm": "default",
    "workers": 2,
    "poll": 0.2,
    "timeout": WORKER_TIMEOUT,
    "retry": WORKER_RETRY,
    "max_attempts": 3,
    "catch_up": False,
    "ack_failures": True,
    "save_limit": -1,
    # Schedules are the kernel's own rows: a path written into django-q's table is never run.
    "scheduler": False,
    # A worker that is replaced makes the whole group start afresh, so none is without need.
    "recycle": 10**9,
}

# People
AUTH_USER_MODEL = "accounts.User" if HAS_ACCOUNTS else "auth.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "rules.permissions.ObjectPermissionBackend",
    # Django's own model backend is part of it; a second one would hash each wrong password twice.
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
WAGTAILADMIN_LOGIN_URL = LOGIN_URL
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None if HAS_ACCOUNTS else "username"
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if ENVIRONMENT.is_production else "optional"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if ENVIRONMENT.has_https else "http"
# The key of a failed sign-in is name and address together (see the adapter), of a wrong code the
# person whose password was right. An office or a mobile network shares one address.
ACCOUNT_RATE_LIMITS = {"login": "120/m/ip", "login_failed": "60/m/ip,20/5m/key"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1
SECOND_FACTOR_FOR_STAFF = not DEMO_ACCOUNTS
if HAS_ACCOUNTS:
    ACCOUNT_ADAPTER = "addons.accounts.adapter.AccountAdapter"
    ACCOUNT_SIGNUP_FORM_CLASS = "addons.accounts.sign_up.SignupForm"
    MFA_ADAPTER = "addons.accounts.adapter.SecondFactorAdapter"
    AXES_USERNAME_CALLABLE = "addons.accounts.guard.name_tried"
    AXES_LOCKOUT_CALLABLE = "addons.accounts.guard.locked_out"
    AXES_CLIENT_IP_CALLABLE = "addons.base.surfaces.middleware.address_of"
# Who guesses is stopped by name and address together; locking a name alone would let anybody lock
# its owner out.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_FORM_FIELD = "login"
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False

# Language and time
USE_TZ = True
# A demo and a test may move the one clock; production never.
CLOCK_CAN_MOVE = not ENVIRONMENT.is_production
TIME_ZONE = ENVIRONMENT.time_zone
LANGUAGES = [
    (code, name)
    for code, name in (("en", _("English")), ("hi", _("Hindi")), ("ar", _("Arabic")))
    if code in ENVIRONMENT.languages
]
LANGUAGE_CODE = ENVIRONMENT.languages[0]
LOCALES = ROOT / "theme" / "locale"
LOCALE_PATHS = [LOCALES, LOCALES / "allauth", LOCALES / "django"]

# Files
STATIC_URL = "/static/"
STATIC_ROOT = ENVIRONMENT.data / "static" if ENVIRONMENT.is_production else None
STATICFILES_DIRS = [path for path in [ROOT / "theme" / "static"] if path.is_dir()]
# Outside production files are found where they lie, without collectstatic.
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = not ENVIRONMENT.is_production
MEDIA_URL = "/media/"
MEDIA_ROOT = ENVIRONMENT.data / "media"
PRIVATE_ROOT = ENVIRONMENT.data / "private"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": PRIVATE_ROOT, "base_url": None},
    },
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if ENVIRONMENT.is_production
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_ALLOW_ALL_ORIGINS = False

# Mail
globals().update(mail_settings(ENVIRONMENT))
SUPPORT_EMAIL = ENVIRONMENT.support_email
RECEIVE_MAIL = ENVIRONMENT.receive_mail  # empty: no mail is taken in
DEFAULT_FROM_EMAIL = SERVER_EMAIL = f"{ENVIRONMENT.site_name} <{SUPPORT_EMAIL}>"

# What a category of service follows where nobody decided in the console
COMPLETION_ESCALATION_HOURS = ENVIRONMENT.completion_escalation_hours
AUTO_COMPLETE_DAYS = ENVIRONMENT.auto_complete_days
MIN_CONTACT_ATTEMPTS = ENVIRONMENT.min_contact_attempts

# Console
WAGTAIL_SITE_NAME = ENVIRONMENT.site_name
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILADMIN_PERMITTED_LANGUAGES = [("en", "English"), ("hi", "हिन्दी"), ("ar", "العربية")]
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []

# Safety
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
if ENVIRONMENT.is_production:
    # A proxy of ours overwrites this header; without one anybody could write it.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXIES else None
    # What asks for these asks the server itself, past the proxy.
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
    # False only where nothing leaves this machine (environment.py).
    SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENVIRONMENT.has_https
    SECURE_HSTS_SECONDS = 31_536_000 if ENVIRONMENT.has_https else 0

LOGGING = logging_config(ENVIRONMENT)

if ENVIRONMENT.is_test:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    ALLOWED_HOSTS = [*ALLOWED_HOSTS, "testserver"]
