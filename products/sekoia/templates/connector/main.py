"""Entry point of the module: the platform starts it with the name of a connector."""

from sekoia_automation.module import Module

from {{package}}.events_connector import {{class_name}}Connector


def main() -> None:
    module = Module()
    module.register({{class_name}}Connector, "{{command}}")
    module.run()


if __name__ == "__main__":
    main()
