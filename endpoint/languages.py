"""Which language an asker wants: that of the path, else that of the header, else ours."""

from mocban.endpoint.formats import weighted

LANGUAGES = ("vi", "en")


def language_of(path: str, accept: str | None, default: str = "vi") -> str:
    """`vi` or `en`, from the path of a page (/vi/…, /en/…) or an Accept-Language header
    (https://www.rfc-editor.org/rfc/rfc9110#name-accept-language)."""
    first = path.lstrip("/").partition("/")[0]
    if first in LANGUAGES:
        return first
    best, liking = default, 0.0
    for tag, quality in weighted(accept or ""):
        language = default if tag == "*" else tag.partition("-")[0]
        if language in LANGUAGES and quality > liking:
            best, liking = language, quality
    return best
