"""Style sheets and pictures, read once, compressed once, and kept by browsers as long as their content is the same."""

import gzip
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from mimetypes import guess_type
from pathlib import Path
from typing import Any

from litestar import Request, Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

HERE = Path(__file__).parent
FOLDERS = (HERE / "static", HERE / "assets")


@dataclass(frozen=True, slots=True)
class StaticFile:
    """One file as it is served: ``mark`` names its content."""

    content: bytes
    compressed: bytes
    media_type: str
    mark: str


class StaticFiles:
    """The files of the folders by name; nothing else of the disk can be asked for."""

    def __init__(self, folders: Iterable[Path] = FOLDERS) -> None:
        self.files = {
            path.name: _read(path)
            for folder in folders
            if folder.is_dir()
            for path in sorted(folder.iterdir())
            if not path.name.startswith(".")
        }

    def address(self, name: str) -> str:
        """Return the path of a file, with the mark of its content."""
        found = self.files.get(name)
        return f"/static/{name}?v={found.mark}" if found else f"/static/{name}"

    def serve(self, name: str, request: Request[Any, Any, Any]) -> Response[bytes]:
        """Answer with the file, compressed where the browser can read that."""
        found = self.files.get(name)
        if found is None:
            raise NotFoundException
        headers = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}
        content = found.content
        if "gzip" in request.headers.get("accept-encoding", ""):
            headers["Content-Encoding"], content = "gzip", found.compressed
        return Response(content, headers=headers, media_type=found.media_type)


@cache
def _read(path: Path) -> StaticFile:
    content = path.read_bytes()
    media_type = guess_type(path.name)[0] or "application/octet-stream"
    mark = hashlib.sha256(content).hexdigest()[:12]
    return StaticFile(content, gzip.compress(content, mtime=0), media_type, mark)


@get("/static/{name:str}", include_in_schema=False)
async def static_file(request: Request[Any, Any, Any], name: FromPath[str]) -> Response[bytes]:
    """Serve one static file."""
    files: StaticFiles = request.app.state.static_files
    return files.serve(name, request)
