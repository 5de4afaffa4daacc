"""How a sign-in is refused: in one way, whatever the reason, so that nothing can be learned."""

from app.kit.i18n import Message
from app.kit.problems import Problem


class Refused(Problem):
    """The proof did not hold. `forget` tells the phone that the passkey it showed was revoked;
    only said to somebody who proved to hold it."""

    status, code = 403, "refused"
    title = Message("没有登录成功")
    hint = Message("请再试一次，或换一种方式。还不行，请找站长。")

    def __init__(self, forget: bool = False) -> None:
        self.forget = forget
        super().__init__()


class InvitationOver(Problem):
    """The invitation was used, withdrawn, has expired, or never was: all look the same."""

    status, code = 410, "invitation_over"
    title = Message("这个邀请已经用过或过期")
    hint = Message("如果您已登记，请直接登录；否则请站长重新邀请。")


class PinKept(Problem):
    """The old PIN was wrong, or this is not its phone: the PIN stays as it was."""

    status, code = 403, "pin_kept"
    title = Message("密码没有改")
    hint = Message("原来的密码不对。忘了的话，请站长和街道重新发一个邀请。")
