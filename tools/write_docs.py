"""Write the generated parts of docs/: `python tools/write_docs.py` after an operator was added or changed.

tests/core/language/test_docs.py compares them with the declarations.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from core.language.docs import costs_table, operators_page  # noqa: E402
from core.ops.every import OPERATORS  # noqa: E402

TABLE = re.compile(r"(<!-- costs: [^>]*-->\n)(.*?)(<!-- end of costs -->\n)", re.DOTALL)


def main() -> int:
    """Write both pages.

    Returns:
        0.
    """
    (ROOT / "docs" / "operators.md").write_text(operators_page(OPERATORS), encoding="utf-8", newline="\n")
    counting = ROOT / "docs" / "counting.md"
    text = TABLE.sub(
        lambda found: f"{found[1]}{costs_table(OPERATORS)}{found[3]}", counting.read_text(encoding="utf-8")
    )
    counting.write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
