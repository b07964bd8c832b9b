"""Entry point of the module: the platform starts it with the name of an action."""

from sekoia_automation.module import Module

from {{package}}.{{python_topic}}_action import {{class_name}}Action


def main() -> None:
    module = Module()
    module.register({{class_name}}Action, "{{command}}")
    module.run()


if __name__ == "__main__":
    main()
