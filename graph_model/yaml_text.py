"""YAML that people write by hand, read safely: plain data, and no entry said twice."""

from __future__ import annotations

import yaml


def parse_yaml(text: str) -> object:
    """The plain content of a YAML text.

    Raises:
        ValueError: the text is not YAML, or says the same entry twice; with what was found.
    """
    try:
        # A SafeLoader that also refuses duplicate entries, of which YAML would keep the last.
        return yaml.load(text, Loader=_Loader)  # noqa: S506
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        # A ValueError is a date that does not exist: 2027-02-29.
        raise ValueError(" ".join(str(error).split())) from error


class _Loader(yaml.SafeLoader):
    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[object, object]:
        names = [key.value for key, _ in node.value]
        for at, name in enumerate(names):
            if name in names[:at]:
                found = f"entry {name!r} a second time"
                raise yaml.MarkedYAMLError(problem=found, problem_mark=node.value[at][0].start_mark)
        return super().construct_mapping(node, deep)
