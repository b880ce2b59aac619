"""App configuration of operations: what every process of the site watches."""

from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from toolkit import query_watch


class OperationsConfig(AppConfig):
    name = "operations"
    verbose_name = _("Operations")

    def ready(self) -> None:
        """Web, workers, beat and commands come here at their start."""
        query_watch.install()
        if settings.WORKER_METRICS:
            from operations.metrics import worker

            worker.install()
        if settings.SENTRY_DSN:  # else the SDK isn't even imported
            from toolkit import code_version, error_reports

            error_reports.start(
                dsn=settings.SENTRY_DSN,
                environment=settings.SENTRY_ENVIRONMENT,
                release=settings.SENTRY_RELEASE or code_version.code_fingerprint(),
                traces_percent=settings.SENTRY_TRACES_PERCENT,
            )
