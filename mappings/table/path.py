"""Paths of our IRIs as a table mapping writes them: `designation/{ma}/{hang}`, `v/{khoa}`."""

from collections.abc import Iterable, Mapping

from mocban.mappings.table.spec import Spec
from mocban.mappings.table.template import Template
from mocban.ontology.iris import enc, norm


class Path:
    """Segments, each a word or a template of columns."""

    def __init__(self, spec: Spec, key: str, extra: Iterable[str] = ()) -> None:
        inner = spec.part(key, extra)
        text = spec.text(key)
        self.texts = text.split("/")
        if not all(self.texts):
            raise inner.wrong(f"“{text}” is no path.", f"“{text}” không phải đường dẫn.")
        self._templates: list[Template | None] = [
            inner.template_of(segment) if "{" in segment else None for segment in self.texts
        ]

    def plain(self, index: int, values: Mapping[str, str]) -> str:
        """One segment as it is written, before encoding."""
        template = self._templates[index]
        return norm(template(values)) if template else self.texts[index]

    def encoded(self, values: Mapping[str, str], start: int = 0) -> list[str] | None:
        """The segments from `start`, encoded; None where a column that they need is empty."""
        found = []
        for text, template in zip(self.texts[start:], self._templates[start:], strict=True):
            segment = template(values, enc) if template else text
            if not segment:
                return None
            found.append(segment)
        return found
