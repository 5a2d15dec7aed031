"""What every page tells the browser about itself."""

from flask import Response

POLICY = (
    "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; "
    "font-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)


def protect(response: Response) -> Response:
    """Security headers for HTML: no inline code or style, no framing, no guessing of types."""
    if response.mimetype == "text/html":
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
    return response


def allow_styles(response: Response) -> None:
    """Lets one page carry inline styles, which the query editor and the query builder write.
    Scripts stay those of this site alone."""
    policy = POLICY.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")
    response.headers["Content-Security-Policy"] = policy
