"""What an outsider's query may end with instead of an answer.

Where a limit was reached, the sentence says which one, and where all data can be had.
"""

from mocban.errors import MocbanError, Text

DUMPS = Text("all data can be downloaded from /dump/", "toàn bộ dữ liệu tải được ở /dump/")


def _vi(number: int) -> str:
    """A number as it is written in Vietnamese."""
    return f"{number:,}".replace(",", ".")


class QueryRefused(MocbanError):
    """A query that gets no answer. `retry_after` is in seconds, None where asking again
    would not help."""

    retry_after: int | None = None


class BadQuery(QueryRefused):
    """The query breaks the grammar, or asks for something the engine does not know."""


class BadSearch(BadQuery):
    """A search of the index inside the query cannot be answered; said to be shown as it is."""


class Timeout(QueryRefused):
    """The query used up its wall-clock time."""

    def __init__(self, seconds: float) -> None:
        super().__init__(
            f"The query was stopped after {seconds:g} seconds, the most that one may take: "
            f"make it narrower, or add a LIMIT; {DUMPS.en}.",
            f"Truy vấn bị dừng sau {seconds:g} giây, mức tối đa cho một truy vấn: "
            f"hãy thu hẹp truy vấn hoặc thêm LIMIT; {DUMPS.vi}.",
        )


class OutOfMemory(QueryRefused):
    """The query needed more memory than one query may have."""

    def __init__(self, limit: int) -> None:
        size = f"{limit / 2**20:.0f} MiB"
        super().__init__(
            f"The query needed more than {size} of memory, the most that one may have: "
            f"sort, group or join fewer rows; {DUMPS.en}.",
            f"Truy vấn cần hơn {size} bộ nhớ, mức tối đa cho một truy vấn: "
            f"hãy sắp xếp, gộp nhóm hoặc kết nối ít dòng hơn; {DUMPS.vi}.",
        )


class AnswerTooLarge(QueryRefused):
    """The answer is longer than one answer may be."""

    def __init__(self, limit: int) -> None:
        size = f"{limit / 2**20:.0f} MiB"
        super().__init__(
            f"The answer is larger than {size}, the most that one may be: "
            f"ask for it in parts with ORDER BY, LIMIT and OFFSET; {DUMPS.en}.",
            f"Kết quả lớn hơn {size}, mức tối đa cho một kết quả: "
            f"hãy lấy từng phần bằng ORDER BY, LIMIT và OFFSET; {DUMPS.vi}.",
        )


class Busy(QueryRefused):
    """Too many others are asking."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(
            f"Too many queries are running just now: try again in {retry_after} seconds; "
            f"{DUMPS.en}.",
            f"Hiện có quá nhiều truy vấn đang chạy: hãy thử lại sau {retry_after} giây; "
            f"{DUMPS.vi}.",
        )
        self.retry_after = retry_after


class WorkerLost(QueryRefused):
    """The process that worked on the query ended; nothing is known of the answer."""

    retry_after = 1

    def __init__(self) -> None:
        super().__init__(
            "The process that was answering ended before it was done: ask again.",
            "Tiến trình trả lời đã dừng trước khi xong: hãy hỏi lại.",
        )


class EngineFault(QueryRefused):
    """The engine broke on the query, as it will when it is asked again."""

    def __init__(self) -> None:
        super().__init__(
            "The engine failed on this query; nothing is wrong with the data, and the operator "
            "has been told. If it sorts values of mixed kinds, write ORDER BY STR(?x); if it is "
            "deeply nested or very long, make it flatter and shorter.",
            "Bộ máy truy vấn gặp lỗi với truy vấn này; dữ liệu không hỏng, người quản trị đã được "
            "báo. Nếu truy vấn sắp xếp nhiều loại giá trị lẫn nhau, hãy viết ORDER BY STR(?x); "
            "nếu truy vấn lồng nhau sâu hoặc rất dài, hãy viết phẳng và ngắn hơn.",
        )


class StoreFault(QueryRefused):
    """The store could not be read; nothing is wrong with the query."""

    def __init__(self) -> None:
        super().__init__(
            "The store could not be read; the operator has been told.",
            "Không đọc được kho dữ liệu; người quản trị đã được báo.",
        )


class TooManyRows(QueryRefused):
    """The answer has more rows than one answer may have."""

    def __init__(self, limit: int) -> None:
        super().__init__(
            f"The answer has more than {limit:,} rows, the most that one may have: "
            f"ask for it in parts with ORDER BY, LIMIT and OFFSET; {DUMPS.en}.",
            f"Kết quả có hơn {_vi(limit)} dòng, mức tối đa cho một kết quả: "
            f"hãy lấy từng phần bằng ORDER BY, LIMIT và OFFSET; {DUMPS.vi}.",
        )


class TooOften(QueryRefused):
    """This asker has used up what one may use in a while."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(
            "Your queries have used up the time that one asker has in a while: "
            f"try again in {retry_after} seconds; {DUMPS.en}.",
            "Các truy vấn của bạn đã dùng hết thời gian dành cho một người hỏi: "
            f"hãy thử lại sau {retry_after} giây; {DUMPS.vi}.",
        )
        self.retry_after = retry_after


class Abandoned(QueryRefused):
    """The asker has gone before the answer was there."""

    def __init__(self) -> None:
        super().__init__("Nobody waits for this answer any more.", "Không còn ai chờ kết quả này.")


class StoreAway(QueryRefused):
    """The server that holds the graph does not answer, or not to the end."""

    retry_after = 2


class StoppedThere(Timeout):
    """The server that holds the graph stopped the query at a limit of its own."""

    def __init__(self, en: str, vi: str) -> None:
        QueryRefused.__init__(self, en, vi)


class PartnerFailed(QueryRefused):
    """Another endpoint that a query calls on did not do its part."""

    def __init__(self, partner: str, why: Text) -> None:
        super().__init__(f"The partner {partner} {why.en}.", f"Đối tác {partner} {why.vi}.")


class PartnerTooLarge(QueryRefused):
    """Other endpoints gave more rows, or more bytes, than one query may take in."""

    def __init__(self, partner: str, rows: int, size: int) -> None:
        most = f"{size / 2**20:.0f} MiB"
        super().__init__(
            f"The partner {partner} gives more than the {rows:,} rows and {most} that a query "
            "may take from all partners: make its part narrower, or add a LIMIT there.",
            f"Đối tác {partner} trả về nhiều hơn {_vi(rows)} dòng hoặc {most}, mức tối đa một "
            "truy vấn được nhận từ mọi đối tác: hãy thu hẹp phần đó hoặc thêm LIMIT.",
        )
