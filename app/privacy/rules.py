"""What a report may say of where it was made. Pure."""

from urllib.parse import urlsplit

LONGEST_PATH = 200
# What follows is a secret that lets somebody in.
SECRETS = ("/invitations/",)


def noted_page(address: str) -> str:
    """The path of the page that somebody came from: no query, no secret, no other site's name."""
    try:
        path = urlsplit(address.strip()).path
    except ValueError:
        return ""
    if not path.startswith("/") or path.startswith("//"):
        return ""
    for secret in SECRETS:
        if path.startswith(secret):
            return f"{secret}…"
    return path[:LONGEST_PATH]
