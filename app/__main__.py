"""`python -m app …`: see cli.py."""

import sys

from app.cli import main

sys.exit(main())
