"""The table of a batch as it is read on a terminal."""

from welllog_mdn.field.summary import as_text


def test_shares_and_counts_are_written_as_everywhere():
    """A share has a blank before its sign, one warning is no warnings."""
    usual = {"target": "DT", "status": "written", "predicted": 10, "rows": 20, "reason": "", "well": "W"}
    blind = {"cover": 0.814, "rmse": 5.25, "unit": "us/ft"}
    rows = [{**usual, "file": f"{n}.las", "blind": blind, "warnings": ["x"] * n} for n in (0, 1, 2)]
    lines = as_text(rows)
    assert all("81 %" in line and "5.25 us/ft" in line for line in lines[1:])
    assert [line.rsplit("us/ft", 1)[1].strip() for line in lines[1:]] == ["", "1 warning", "2 warnings"]
