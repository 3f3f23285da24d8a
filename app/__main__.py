"""`python -m app …`: see cli.py.

Nothing that is loaded goes before the process does, so nothing is looked through for what could go
until all is there (cli.py): it would take a tenth of a start.
"""

import gc
import sys

gc.disable()

from app.cli import main  # noqa: E402

sys.exit(main())
