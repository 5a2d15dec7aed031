"""Opening what is to be read: a file, gzipped or not."""

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from mocban.errors import SourceError

_GZIP = b"\x1f\x8b"


@contextmanager
def opened(path: str) -> Iterator[BinaryIO]:
    """The bytes of a file, ungzipped where it is gzipped."""
    try:
        with open(path, "rb") as raw:
            packed = raw.read(2) == _GZIP
            raw.seek(0)
            if not packed:
                yield raw
                return
            with gzip.open(raw, "rb") as unpacked:
                yield cast(BinaryIO, unpacked)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        name = Path(path).name
        raise SourceError(
            f"{name}: the gzip file is damaged or cut short; export or copy it again.",
            f"{name}: tệp gzip bị hỏng hoặc thiếu phần cuối; hãy xuất hoặc chép lại.",
        ) from error
    except OSError as error:
        name = Path(path).name
        raise SourceError(
            f"{name}: cannot be opened ({error.strerror}); check the path and the permissions.",
            f"{name}: không mở được ({error.strerror}); hãy kiểm tra đường dẫn và quyền đọc.",
        ) from error
