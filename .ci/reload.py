"""Run a command again whenever a file in the given folders changes: python .ci/reload.py FOLDER… --
COMMAND…"""

import os
import subprocess
import sys
import time
from pathlib import Path


def newest(folders: list[str]) -> float:
    return max(
        os.stat(path).st_mtime
        for folder in folders
        for path in Path(folder).rglob("*")
        if path.is_file()
    )


def main() -> None:
    cut = sys.argv.index("--")
    folders, command = sys.argv[1:cut], sys.argv[cut + 1 :]
    while True:
        seen = newest(folders)
        process = subprocess.Popen(command)
        try:
            while newest(folders) == seen:
                time.sleep(0.5)
        except KeyboardInterrupt:
            return
        finally:
            process.terminate()
            process.wait()


if __name__ == "__main__":
    main()
