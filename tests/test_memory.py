"""What a server carries from its first moment on: nothing that only some requests need."""

import subprocess
import sys

from app.kit.db import ROOT

# 10 and 11 MB: workbooks are made when somebody asks for one, and a worker never migrates.
SELDOM = ("openpyxl", "alembic", "PIL")


def test_the_application_starts_without_what_it_seldom_needs() -> None:
    ask = f"import sys, app.main; print(*set({SELDOM}) & set(sys.modules))"
    said = subprocess.run(
        [sys.executable, "-c", ask], cwd=ROOT, check=True, capture_output=True, text=True
    )
    assert said.stdout.split() == []
