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
    "unlisted-fields": Text(
        "There are fields which the directory does not name; nobody can say what they are, and they "
        "were left out.",
        "Có trường không được ghi trong vùng danh mục; không xác định được là trường gì nên đã bỏ qua.",
    ),
    "undeclared-utf8": Text(
        "The text is UTF-8, but leader/09 does not say so; set it to “a”.",
        "Văn bản là UTF-8 nhưng đầu biểu/09 không khai; hãy đặt là “a”.",
    ),
    "marc8": Text(
        "The text was MARC-8 and has been turned into Unicode.",
        "Văn bản dùng mã MARC-8 và đã được chuyển sang Unicode.",
    ),
    "marc8-lost": Text(
        "Some of its signs are not MARC-8 and were lost; the text may be in another encoding: "
        "export the record again as UTF-8.",
        "Một số ký tự không thuộc MARC-8 nên bị mất; văn bản có thể dùng mã khác: hãy xuất lại "
        "biểu ghi bằng UTF-8.",
    ),
    "too-long": Text(
        "The record is longer than the 99,999 bytes that ISO 2709 can count; its fields were read "
        "in their order, each to its terminator.",
        "Biểu ghi dài hơn 99.999 byte, quá mức ISO 2709 đếm được; các trường được đọc theo thứ tự, "
        "mỗi trường đến dấu kết thúc.",
    ),
    "tcvn3": Text(
        "The text was TCVN3 (ABC, fonts .VnTime) and has been turned into Unicode; capitals that "
        "only a font (.VnTimeH) showed may have become small letters: look it through.",
        "Văn bản dùng mã TCVN3 (ABC, phông .VnTime) và đã được chuyển sang Unicode; chữ hoa chỉ do "
        "phông .VnTimeH thể hiện có thể thành chữ thường: hãy xem lại.",
    ),
    "vni": Text(
        "The text was VNI (fonts VNI-Times) and has been turned into Unicode.",
        "Văn bản dùng mã VNI (phông VNI-Times) và đã được chuyển sang Unicode.",
    ),
    "loose-json": Text(
        "Line breaks or tabs stand within its texts, where JSON wants them written as \\n and \\t; "
        "they were taken for blanks.",
        "Trong văn bản có dấu xuống dòng hoặc tab, JSON đòi ghi là \\n và \\t; đã coi là dấu cách.",
    ),
    "no-leader": Text(
        "The record has no leader; it was taken as a printed text.",
        "Biểu ghi không có đầu biểu; coi là văn bản in.",
    ),
}


def warn_of(oddities: tuple[str, ...], mapped: Mapped) -> None:
    """Adds one warning for each oddity."""
    mapped.warnings.extend(Warned(slug, "LDR", _TEXTS[slug]) for slug in oddities)
