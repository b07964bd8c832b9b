"""Run with `pytest`, after `pip install -e .[test]`."""

import requests_mock
from sekoia_automation.module import Module

from {{package}}.{{python_topic}}_action import {{class_name}}Action


def test_it_posts_the_arguments_and_hands_back_the_answer() -> None:
    module = Module()
    module.configuration = {"base_url": "https://product.example/api", "api_key": "key"}
    action = {{class_name}}Action(module)

    with requests_mock.Mocker() as api:
        api.post("https://product.example/api/{{command}}", json={"found": 1})
        assert action.run({"query": "malware.exe"}) == {"result": {"found": 1}}

    assert api.last_request.json() == {"query": "malware.exe"}
    assert api.last_request.headers["Authorization"] == "Bearer key"
