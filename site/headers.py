"""What every page tells the browser about itself."""

from urllib.parse import urlsplit

from flask import Response, current_app, g

POLICY = (
    "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; "
    "font-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
# A card on another site: no script, no font, framed by anybody.
FRAMED = (
    "default-src 'none'; img-src 'self'; style-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors *"
)


def policy() -> str:
    """What a page of this site may load; pictures also of the server of map tiles and of the
    servers of pictures that the site is set to have."""
    tiles = urlsplit(current_app.config.get("TILES", ("", ""))[0])
    origins = list(current_app.config.get("IMAGE_ORIGINS", ()))
    pictures = [*([f"{tiles.scheme}://{tiles.netloc}"] if tiles.netloc else []), *origins]
    told = POLICY.replace("img-src 'self' data:", " ".join(["img-src 'self' data:", *pictures]))
    return " ".join([f"{told}; connect-src 'self'", *origins]) if origins else told


def protect(response: Response) -> Response:
    """Security headers for HTML: no inline code or style, no framing, no guessing of types."""
    if response.mimetype == "text/html":
        response.headers.setdefault("Content-Security-Policy", policy())
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
        if "reader" in g:
            response.headers.setdefault("Content-Language", g.reader.language)
    return response


def allow_styles(response: Response) -> None:
    """Lets one page carry inline styles, which the query editor and the query builder write.
    Scripts stay those of this site alone."""
    wider = policy().replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")
    response.headers["Content-Security-Policy"] = wider
