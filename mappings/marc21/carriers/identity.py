"""Which record this is, and whether it is MARC 21 at all."""

from mocban.errors import RecordError
from mocban.mappings.marc21.body import Marc, first
from mocban.ontology.iris import norm


def record_id(marc: Marc) -> str:
    """001 Control Number (NR), else the first 035 $a; RecordError where there is neither."""
    for tag, value, _ in marc.fields:
        if tag == "001":
            rid = norm(value)
            if rid:
                return rid
    numbers = sorted(first(field, "a") for field in marc.fields if field[0] == "035")
    rid = next((number for number in numbers if number), "")
    if not rid:
        raise RecordError(
            "The record has no number (neither 001 nor 035 $a), so nothing can be named after "
            "it; number the record in the library system.",
            "Biểu ghi không có số (thiếu cả 001 và 035 $a) nên không đặt được định danh; "
            "hãy đánh số trong phần mềm thư viện.",
        )
    return rid


def is_unimarc(marc: Marc) -> bool:
    """Whether the title stands in 200, as in UNIMARC bibliographic records."""
    tags = {field[0] for field in marc.fields}
    return "200" in tags and "245" not in tags and marc.leader[6:7] not in "zuvxy"
