"""Reading a form that brings files: whatever is sent, a clear refusal and never a failure."""

from typing import Any

from litestar import Request
from litestar.datastructures import FormMultiDict

from app.kit.problems import Problem


async def form_of(request: Request[Any, Any, Any]) -> FormMultiDict:
    """The posted form, which its reader closes. Raises Problem (400) for text in no encoding."""
    try:
        return await request.form()
    except (UnicodeDecodeError, LookupError):
        raise Problem from None


def text_in(form: FormMultiDict, name: str) -> str:
    """A field's text; "" where a file was sent in its place, or nothing."""
    value = form.get(name)
    return value if isinstance(value, str) else ""
