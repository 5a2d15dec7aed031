"""What an outsider's query may end with instead of an answer."""

from mocban.errors import MocbanError


class QueryRefused(MocbanError):
    """A query that gets no answer. `retry_after` is in seconds, None where asking again
    would not help."""

    retry_after: int | None = None


class BadQuery(QueryRefused):
    """The query breaks the grammar, or asks for something the engine does not know."""


class Timeout(QueryRefused):
    """The query used up its wall-clock time."""

    def __init__(self, seconds: float) -> None:
        super().__init__(
            f"The query was stopped after {seconds:g} seconds: make it narrower, or add a LIMIT.",
            f"Truy vấn bị dừng sau {seconds:g} giây: hãy thu hẹp truy vấn hoặc thêm LIMIT.",
        )


class OutOfMemory(QueryRefused):
    """The query needed more memory than one query may have."""

    def __init__(self, limit: int) -> None:
        size = f"{limit / 2**20:.0f} MiB"
        super().__init__(
            f"The query needed more than {size} of memory: sort, group or join fewer rows.",
            f"Truy vấn cần hơn {size} bộ nhớ: hãy sắp xếp, gộp nhóm hoặc kết nối ít dòng hơn.",
        )


class AnswerTooLarge(QueryRefused):
    """The answer is longer than one answer may be."""

    def __init__(self, limit: int) -> None:
        size = f"{limit / 2**20:.0f} MiB"
        super().__init__(
            f"The answer is larger than {size}: ask for it in parts with LIMIT and OFFSET, "
            "or take the dump.",
            f"Kết quả lớn hơn {size}: hãy lấy từng phần bằng LIMIT và OFFSET, "
            "hoặc tải bản kết xuất.",
        )


class Busy(QueryRefused):
    """Too many others are asking."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(
            f"Too many queries are running just now: try again in {retry_after} seconds.",
            f"Hiện có quá nhiều truy vấn đang chạy: hãy thử lại sau {retry_after} giây.",
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


class StoreFault(QueryRefused):
    """The store could not be read; nothing is wrong with the query."""

    def __init__(self) -> None:
        super().__init__(
            "The store could not be read; the operator has been told.",
            "Không đọc được kho dữ liệu; người quản trị đã được báo.",
        )
