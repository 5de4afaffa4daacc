"""The names of posts and of ways to sign in, as people say them."""

from app.auth.rules import Way
from app.kit.i18n import Message
from app.org.models import Post


def post_words() -> dict[Post, Message]:
    """Each post in Chinese, translatable."""
    return {
        Post.GRID_WORKER: Message("网格员"),
        Post.GRID_LEAD: Message("网格长"),
        Post.STATION_HEAD: Message("站长"),
        Post.DATA_STEWARD: Message("数据管理员"),
        Post.CLERK: Message("窗口人员"),
        Post.STREET_OFFICER: Message("街道干部"),
        Post.WORKERS_REPRESENTATIVE: Message("职工代表"),
        Post.PANEL_MEMBER: Message("评议组成员"),
        Post.APPEAL_OFFICER: Message("申诉处理人"),
        Post.DEPARTMENT_OFFICER: Message("部门人员"),
        Post.DISTRICT_OFFICER: Message("区干部"),
    }


def way_words() -> dict[str, Message]:
    """How a session was opened."""
    return {
        Way.PASSKEY: Message("指纹或面容"),
        Way.DEVICE_KEY: Message("数字密码"),
        Way.RECOVERY_CODE: Message("恢复码"),
        Way.DEMO: Message("演示登录"),
    }
