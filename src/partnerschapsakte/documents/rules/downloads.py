"""The headers by which a file leaves: to be saved, under its own name, and to do nothing in a browser."""

import re
from urllib.parse import quote

SANDBOX = "default-src 'none'; sandbox"
UNSAFE = re.compile(r'[^ -~]|["\\%;]')


def download_headers(file_name: str, etag: str) -> dict[str, str]:
    """Return the headers of a download.

    The name is told twice (RFC 6266): in plain letters, and exactly (RFC 8187). No machine in between keeps the file,
    and its mark tells nothing of equal bytes elsewhere.
    """
    plain = UNSAFE.sub("_", file_name) or "bestand"
    return {
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(file_name, safe='')}",
        "Content-Security-Policy": SANDBOX,
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
        "ETag": f'"{etag}"',
    }
