"""The words of the service team."""

from app.kit.i18n import DEFAULT_LANG, Message, translate
from app.team.models import Organisation

ORGANISATION_WORDS = {
    Organisation.COMMUNITY: Message("社区干部"),
    Organisation.OFFICE: Message("机关干部"),
    Organisation.VOLUNTEER: Message("志愿代办员"),
    Organisation.PROPERTY: Message("物业人员"),
    Organisation.POLICE: Message("驻片民警"),
    Organisation.MEDICAL: Message("医务人员"),
}
TEAM = Message("服务团队·{organisation}")


def department_word(organisation: Organisation) -> str:
    """Whom a task of a matter is with, without anybody's name: it stays when the name is gone."""
    word = ORGANISATION_WORDS[organisation].text(DEFAULT_LANG)
    return translate(DEFAULT_LANG, TEAM.msgid, organisation=word)
