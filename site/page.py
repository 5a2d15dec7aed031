"""A page: a template with all that every page needs."""

from typing import Any

from flask import current_app, render_template

from mocban.site import links
from mocban.site.current import Reader

VOID = "/.well-known/void"


def page(template: str, known: Reader, **values: Any) -> str:
    """A template for a reader, with `values` beside what every page needs."""
    served = {rule.rule for rule in current_app.url_map.iter_rules()}
    return render_template(
        template, t=known.words, to=known.links, known=known, snapshot=known.snapshot,
        asset=links.asset, languages=known.snapshot.languages, base=known.links.base,
        void=VOID if VOID in served else "", served=served, **values,
    )  # fmt: skip
