"""Asks the API of {{title}} for new events and forwards them."""

import json
import time
from datetime import datetime, timedelta, timezone
from typing import Any

import requests
from sekoia_automation.connector import Connector, DefaultConnectorConfiguration

TIMEOUT_SECONDS = 60


class {{class_name}}Configuration(DefaultConnectorConfiguration):
    frequency: int = 60
    chunk_size: int = 1000


class {{class_name}}Connector(Connector):
    """Fetches what happened since the last request.

    Adapt the path, the parameter and the shape of the answer to what the API of {{title}} has.
    """

    configuration: {{class_name}}Configuration
    path = "/events"

    def run(self) -> None:
        since = datetime.now(timezone.utc) - timedelta(minutes=5)
        while self.running:
            since = self.forward_since(since)
            time.sleep(self.configuration.frequency)

    def forward_since(self, since: datetime) -> datetime:
        """Forwards the events since a time; on failure the same time is asked for again."""
        until = datetime.now(timezone.utc)
        try:
            events = self.fetch(since, until)
        except requests.RequestException as error:
            self.log(message=f"cannot fetch events: {error}", level="error")
            return since
        if events:
            self.push_events_to_intakes(events=[json.dumps(event) for event in events])
        self.log(message=f"forwarded {len(events)} events", level="info")
        return until

    def fetch(self, since: datetime, until: datetime) -> list[dict[str, Any]]:
        configuration = self.module.configuration
        response = requests.get(
            configuration["base_url"].rstrip("/") + self.path,
            params={"since": since.isoformat(), "until": until.isoformat()},
            headers={"Authorization": f"Bearer {configuration['api_key']}"},
            timeout=TIMEOUT_SECONDS,
        )
        response.raise_for_status()
        return list(response.json())
