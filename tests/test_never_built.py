"""What is never built is nowhere: no file brings it in, no table has room for it, no form asks."""

import re

import pytest
from sqlmodel import SQLModel

from app.books.imports.rules.fields import LEFT_OUT, What, meaning, refused
from app.kit.field_names import FIELD_NAMES
from app.schema import import_models

# As such columns are called in the spreadsheets of stations.
REFUSED = {
    "R236": ("宗教信仰", "是否信教", "上访情况", "是否吸毒", "维稳对象"),
    "R237": ("育龄妇女", "婚姻状况", "孕检日期"),
    "R238": ("刑满释放时间", "安置帮教"),
    "R239": ("社区矫正", "精神病史", "戒毒情况", "重点人员"),
    "R240": ("精神障碍", "肇事肇祸"),
    "R241": ("人员类别", "重点人群", "身份证号"),
}
UNKNOWN = {
    "R189": ("人脸照片", "车牌号", "监控点位"),
    "R190": ("是否隔离", "隔离开始日期"),
    "R243": ("政治面貌", "是否党员", "流动党员"),
}
NO_PLACE = {
    "face", "plate", "video", "camera", "quarantine", "isolation", "religion", "belief", "petition",
    "petitioner", "drug", "drugs", "prison", "release", "parole", "criminal", "illness",
    "psychiatric", "marital", "marriage", "fertility", "childbearing", "pregnancy", "political",
}  # fmt: skip


@pytest.mark.parametrize(
    ("row", "header"), [(row, one) for row, headers in REFUSED.items() for one in headers]
)
def test_a_file_with_a_column_of_it_is_refused(row: str, header: str) -> None:
    """R236, R237, R238, R239, R240, R241: by the name of the column, with the reason."""
    assert refused(header) is not None, row


@pytest.mark.parametrize("what", [What.HOUSEHOLDS, What.UNITS])
@pytest.mark.parametrize(
    ("row", "header"), [(row, one) for row, headers in UNKNOWN.items() for one in headers]
)
def test_no_field_takes_a_column_of_it(row: str, header: str, what: What) -> None:
    """R189, R190, R243: nothing that is imported means faces, isolation or the party."""
    assert meaning(what, header, {}) in (None, LEFT_OUT), row


def test_no_table_and_no_form_has_a_place_for_it() -> None:
    """R189, R190, R236, R237, R238, R239, R240, R243: no column and no field is called so."""
    import_models()
    tables = SQLModel.metadata.tables.values()
    names = {table.name for table in tables} | {one.name for t in tables for one in t.columns}
    assert {"household", "people"} <= names
    words = {word for name in names | set(FIELD_NAMES) for word in re.split(r"[_\d]+", name)}
    assert words & NO_PLACE == set()
