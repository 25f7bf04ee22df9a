"""
Errors and metrics for Monlight.

    from monlight import ErrorClient, MetricsClient

    errors = ErrorClient("http://localhost:5010", api_key="…", project="shop")
    metrics = MetricsClient("http://localhost:5012", api_key="…")

For a web framework, `monlight.integrations.<framework>.setup_monlight` does both at once.
"""

from __future__ import annotations

from monlight._version import __version__
from monlight.context import RequestContext, set_user, with_context
from monlight.error_client import ErrorClient, Report
from monlight.excepthooks import install_excepthooks
from monlight.metrics_client import MetricsClient

__all__ = [
    "ErrorClient",
    "MetricsClient",
    "Report",
    "RequestContext",
    "__version__",
    "install_excepthooks",
    "set_user",
    "with_context",
]
