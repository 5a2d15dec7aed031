"""What a reader had to overlook in a record, told as warnings of its mapping."""

from mocban.errors import Text
from mocban.mappings.record import Mapped, Warned

_TEXTS = {
    "wrong-length": Text(
        "The leader states a wrong length or base address; the fields were read all the same.",
        "Đầu biểu ghi sai độ dài hoặc địa chỉ gốc; các trường vẫn đọc được.",
    ),
    "wrong-directory": Text(
        "The directory states wrong lengths or places (often counted in characters, not bytes); "
        "the fields were read in their order.",
        "Vùng danh mục ghi sai độ dài hoặc vị trí (thường do đếm ký tự thay vì byte); "
        "các trường được đọc theo thứ tự.",
    ),
    "undeclared-utf8": Text(
        "The text is UTF-8, but leader/09 does not say so; set it to “a”.",
        "Văn bản là UTF-8 nhưng đầu biểu/09 không khai; hãy đặt là “a”.",
    ),
    "marc8": Text(
        "The text was MARC-8 and has been turned into Unicode.",
        "Văn bản dùng mã MARC-8 và đã được chuyển sang Unicode.",
    ),
    "no-leader": Text(
        "The record has no leader; it was taken as a printed text.",
        "Biểu ghi không có đầu biểu; coi là văn bản in.",
    ),
}


def warn_of(oddities: tuple[str, ...], mapped: Mapped) -> None:
    """Adds one warning for each oddity."""
    mapped.warnings.extend(Warned(slug, "LDR", _TEXTS[slug]) for slug in oddities)
