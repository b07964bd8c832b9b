"""{{action_title}} with {{title}}."""

from typing import Any

import requests
from sekoia_automation.action import Action

TIMEOUT_SECONDS = 60


class {{class_name}}Action(Action):
    """Posts the arguments to the API of {{title}} and hands back its answer.

    Adapt the path and the payload to what the API of {{title}} expects.
    """

    path = "/{{command}}"

    def run(self, arguments: dict[str, Any]) -> dict[str, Any]:
        configuration = self.module.configuration
        response = requests.post(
            configuration["base_url"].rstrip("/") + self.path,
            json=arguments,
            headers=self.headers(configuration.get("api_key")),
            timeout=TIMEOUT_SECONDS,
        )
        response.raise_for_status()
        return {"result": self.content(response)}

    @staticmethod
    def headers(api_key: str | None) -> dict[str, str]:
        return {"Authorization": f"Bearer {api_key}"} if api_key else {}

    @staticmethod
    def content(response: requests.Response) -> Any:
        is_json = response.headers.get("Content-Type", "").startswith("application/json")
        return response.json() if is_json else response.text
