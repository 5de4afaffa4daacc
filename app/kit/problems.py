"""What can go wrong for a person, each with a status and words they understand."""

from app.kit.i18n import Message


class Problem(Exception):
    """A refusal with an HTTP status, what happened, and what to do now."""

    status = 400
    code = "bad_request"
    title = Message("这个请求无法处理")
    hint = Message("请返回上一页重试。您写过的内容没有丢失。")

    def __init__(self, title: Message | None = None, hint: Message | None = None) -> None:
        self.title = title or type(self).title
        self.hint = hint or type(self).hint
        super().__init__(self.title.msgid)


class SignInNeeded(Problem):
    """Nobody is signed in, or the session has ended."""

    status, code = 401, "sign_in"
    title = Message("请先登录")
    hint = Message("登录后接着做，待发的记录都还在手机里。")


class NotAllowed(Problem):
    """Signed in, but this post may not do that."""

    status, code = 403, "not_allowed"
    title = Message("您的岗位不能做这件事")
    hint = Message("如需要，请联系站长。")


class NotFound(Problem):
    """Not there, or not in this person's scope: the two look the same."""

    status, code = 404, "not_found"
    title = Message("找不到这一页")
    hint = Message("它可能已移走，或不在您的网格里。")


class Conflict(Problem):
    """Somebody else was first."""

    status, code = 409, "conflict"
    title = Message("刚才已有人处理了")
    hint = Message("请刷新后再看。")


class TooMany(Problem):
    """Too many tries from one address or for one key."""

    status, code = 429, "too_many"
    title = Message("尝试太多次了")
    hint = Message("请过一会儿再试。")

    def __init__(self, retry_after_s: int) -> None:
        self.retry_after_s = retry_after_s
        super().__init__(
            None, Message("请过 {minutes} 分钟再试。", minutes=max(1, -(-retry_after_s // 60)))
        )
