"""The shop's settings, from the environment."""

from __future__ import annotations

import os

PORT = int(os.environ.get("PORT", "8001"))
HOST = os.environ.get("HOST", "127.0.0.1")
ERROR_TRACKER_URL = os.environ.get("MONLIGHT_ERROR_TRACKER_URL")
METRICS_COLLECTOR_URL = os.environ.get("MONLIGHT_METRICS_COLLECTOR_URL")
API_KEY = os.environ.get("MONLIGHT_API_KEY", "")
ENVIRONMENT = os.environ.get("MONLIGHT_ENVIRONMENT", "dev")
# Seconds between two rounds of the job in the background.
STOCK_INTERVAL = float(os.environ.get("STOCK_INTERVAL", "5"))
