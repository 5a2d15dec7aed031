"""What `mocban.toml` may set, and what holds where it does not."""

from typing import Any, NamedTuple

from mocban.errors import Text

# The least that a setting may be.
LEAST = {
    "workers": 1, "query_timeout": 0.1, "query_memory": 16, "query_bytes": 1, "query_rows": 1,
    "cache_bytes": 0,
}  # fmt: skip


class Setting(NamedTuple):
    """A name, what it is when nobody sets it, and what it does."""

    name: str
    default: Any
    help: Text


SETTINGS = (
    Setting("base", "https://mocban.example/", Text(
        "Where all IRIs begin; never change it once data is published.",
        "Phần đầu của mọi IRI; không đổi sau khi đã công bố dữ liệu.")),
    Setting("contact", "", Text(
        "E-mail address, shown on the site, to which readers may write of mistakes; empty for none.",
        "Địa chỉ thư điện tử hiện trên trang để người đọc báo sai sót; để trống nếu không có.")),
    Setting("languages", ["vi", "en"], Text(
        "Languages of the site, the first is shown when the reader asks for none.",
        "Các ngôn ngữ của trang; ngôn ngữ đầu được dùng khi người đọc không chọn.")),
    Setting("tiles_url", "", Text(
        "Address of map tiles with {z}, {x} and {y} in it; empty for the map that comes with the "
        "site. Readers' browsers then ask that server for pictures.",
        "Địa chỉ ảnh nền bản đồ, có {z}, {x} và {y}; để trống thì dùng bản đồ sẵn có. Khi đặt, "
        "trình duyệt của người đọc sẽ gọi máy chủ ấy để lấy ảnh.")),
    Setting("tiles_attribution", "", Text(
        "Whom to name for the tiles, shown in the corner of the map.",
        "Nguồn của ảnh nền, ghi ở góc bản đồ.")),
    Setting("media", "media", Text(
        "Folder of pictures and PDF files, in the workspace or elsewhere; a record names one as "
        "media/a.jpg. Only what an open record names is served.",
        "Thư mục ảnh và tệp PDF, trong không gian làm việc hoặc nơi khác; biểu ghi gọi tên như "
        "media/a.jpg. Chỉ tệp mà biểu ghi công khai gọi tên mới được đưa ra.")),
    Setting("image_origins", [], Text(
        "Other servers whose pictures are shown on the pages, such as [\"https://iiif.example.org\"]; "
        "those of all others are only linked to. Readers' browsers then ask these servers.",
        "Các máy chủ khác mà ảnh được hiện ngay trên trang, ví dụ [\"https://iiif.example.org\"]; ảnh ở "
        "máy chủ khác chỉ có liên kết. Khi đặt, trình duyệt của người đọc sẽ gọi các máy chủ ấy.")),
    Setting("tolerance", 0.05, Text(
        "The share of a dataset's records that may be damaged before the build refuses it.",
        "Tỷ lệ biểu ghi hỏng tối đa của một bộ dữ liệu trước khi lần dựng bị từ chối.")),
    Setting("keep_snapshots", 3, Text(
        "How many snapshots are kept, the current one included.",
        "Số ảnh chụp được giữ lại, kể cả bản đang dùng.")),
    Setting("festival_years", [2024, 2035], Text(
        "First and last year for which festival dates are computed.",
        "Năm đầu và năm cuối được tính ngày lễ hội.")),
    Setting("jobs", 0, Text(
        "Processes that read large files at once; 0 means as many as there are processors.",
        "Số tiến trình cùng đọc các tệp lớn; 0 là bằng số bộ xử lý.")),
    Setting("workers", 3, Text(
        "Worker processes for queries from outside; at least half of them are kept for short ones.",
        "Số tiến trình phục vụ truy vấn từ bên ngoài; ít nhất một nửa dành cho truy vấn ngắn.")),
    Setting("query_timeout", 10.0, Text(
        "Seconds a query may take.", "Số giây tối đa cho một truy vấn.")),
    Setting("query_memory", 1536, Text(
        "Megabytes of memory a query may use; the machine needs as many for each worker.",
        "Bộ nhớ tối đa (MB) cho một truy vấn; máy cần chừng đó cho mỗi tiến trình.")),
    Setting("query_bytes", 100_000_000, Text(
        "Bytes an answer may have, before it is packed.",
        "Số byte tối đa của một kết quả, trước khi nén.")),
    Setting("query_rows", 1_000_000, Text(
        "Rows an answer may have, or triples.", "Số dòng, hoặc bộ ba, tối đa của một kết quả.")),
    Setting("cache_bytes", 64_000_000, Text(
        "Bytes of memory for answers that may be asked for again.",
        "Bộ nhớ (byte) giữ các kết quả có thể được hỏi lại.")),
    Setting("trusted_proxies", [], Text(
        "Addresses of proxies whose X-Forwarded-For is believed, such as [\"127.0.0.1\"]; without "
        "it all who come through a proxy count as one client.",
        "Địa chỉ các proxy mà trường X-Forwarded-For được tin dùng, ví dụ [\"127.0.0.1\"]; nếu "
        "thiếu, mọi người đi qua proxy bị tính là một.")),
    Setting("federation", [], Text(
        "Addresses of other SPARQL endpoints that a query may name in SERVICE.",
        "Địa chỉ các điểm cuối SPARQL khác mà truy vấn được gọi bằng SERVICE.")),
    Setting("store", "", Text(
        "Address of a SPARQL server that holds the graph instead of this machine; empty for none.",
        "Địa chỉ máy chủ SPARQL giữ đồ thị thay cho máy này; để trống nếu không có.")),
    Setting("saved_queries", 10_000, Text(
        "How many citable queries visitors may save in all.",
        "Tổng số truy vấn trích dẫn được mà người dùng có thể lưu.")),
    Setting("keep_cited", 20, Text(
        "How many snapshots that a saved query cites are kept beyond keep_snapshots.",
        "Số ảnh chụp được truy vấn đã lưu trích dẫn mà vẫn giữ, ngoài keep_snapshots.")),
    Setting("dumps", True, Text(
        "Whether a build also writes the files that people may download.",
        "Mỗi lần dựng có ghi các tệp để tải về hay không.")),
)  # fmt: skip
