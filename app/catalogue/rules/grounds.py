"""Whether a basis is one that obliges a community: a law, or a document of the state or of a
province's party committee or government (row R62). Pure."""

import re
from collections.abc import Iterable, Mapping

# Laws, and the regulations and rules that name themselves so.
LAW = re.compile(r"(法|法典|条例|决定|实施细则|规定|办法|司法解释)》?([（(].*[)）])?$")
WHOLE = re.compile(r"《?(中华人民共和国|全国人民代表大会|国务院|中共中央|中国共产党)")
# Whose document it is stands before the year, 民发〔2020〕20号: an organ of the state, or one of a
# province by its one character.
NUMBERED = re.compile(
    r"《?[国中民人社财教司公建卫医应急退役残发改农林市监住房京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼川渝贵黔云滇藏陕甘青宁新]"
    r"[\u4e00-\u9fff]{0,9}\s*[〔［\[(（]\s*\d{4}\s*[〕］\])）]\s*\d+\s*号|国务院令"
)
PROVINCIAL = re.compile(r"(省|自治区)(委|人民政府|政府|人大)")
# A city's, a district's, a county's or a street's own paper obliges no community.
BELOW = re.compile(r"(市|(?<!自治)区|县|旗)(委|人民政府|政府)|街道办|[乡镇]人民政府")


def obliges(basis: Mapping[str, str]) -> bool:
    """Whether one basis is a law or a document of provincial level or above."""
    title, number = basis.get("title", "").strip(), basis.get("number", "").strip()
    if not title:
        return False
    if WHOLE.match(title) or PROVINCIAL.search(title):
        return True
    if BELOW.search(title):
        return False
    return bool(LAW.search(title) or NUMBERED.match(title) or NUMBERED.match(number))


def grounded(bases: Iterable[Mapping[str, str]]) -> bool:
    """Whether at least one of them is (row R62)."""
    return any(obliges(one) for one in bases)
