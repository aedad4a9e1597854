"""Runs stock GDAL programs, each in an environment and a folder of its own."""
import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass

PYTHON = "/usr/bin/python3"
# Starts a program from a small process: the kernel counts the memory of the process that forked towards its child's peak.
_MEASURING = """
import os, sys
process = os.fork()
if process == 0: os.execvp(sys.argv[2], sys.argv[2:])
_, code, usage = os.wait4(process, 0)
open(sys.argv[1], "w").write(str(usage.ru_maxrss * 1024))
sys.exit(os.waitstatus_to_exitcode(code) & 255)
"""
TIME_LIMIT = 300  # seconds; only what hangs meets it


@dataclass
class Result:
    """How a program ended."""

    arguments: list
    status: int
    output: str
    errors: str

    @property
    def error_lines(self):
        """The lines by which GDAL reports errors (not warnings)."""
        return [line for line in self.errors.splitlines() if re.match(r"(FATAL )?ERROR( \d+)?:", line)]

    def __str__(self):
        return f"{' '.join(self.arguments)}\nended with {self.status}\n--- output\n{self.output[-4000:]}\n--- errors\n{self.errors[-4000:]}"


class Programs:
    """Runs programs with the plugin on the path and the settings given here; nothing of the caller's TESSERA_*, AWS_*, GDAL_* is handed on."""

    def __init__(self, folder, plugins, **settings):
        self.folder = folder
        self.settings = {"GDAL_DRIVER_PATH": plugins, **settings}
        self.cache = os.path.join(folder, "cache")

    def environment(self, **settings):
        kept = {name: value for name, value in os.environ.items() if not re.match(r"TESSERA_|AWS_|GDAL_|CPL_|OGR_|XDG_|(http|https|all|no)_proxy", name, re.I)}
        own = {"HOME": os.path.join(self.folder, "home"), "XDG_CACHE_HOME": self.cache, "LC_ALL": "C.UTF-8"}
        merged = {**kept, **own, **self.settings, **settings}
        return {name: str(value) for name, value in merged.items() if value is not None}

    def run(self, *arguments, check=True, **settings):
        """Runs a program with some more settings (None takes one away); with `check` it must end well."""
        arguments = [str(argument) for argument in arguments]
        work = os.path.join(self.folder, "work")
        for name in ("home", "work"):
            os.makedirs(os.path.join(self.folder, name), exist_ok=True)
        with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
            finished = subprocess.run(arguments, stdin=subprocess.DEVNULL, stdout=output, stderr=errors, cwd=work,
                                      env=self.environment(**settings), timeout=TIME_LIMIT, check=False)
            texts = []
            for file in (output, errors):
                file.seek(0)
                texts.append(file.read().decode(errors="replace"))
        result = Result(arguments, finished.returncode, *texts)
        if check:
            assert result.status == 0, str(result)
            assert not result.error_lines, str(result)
        return result

    def peak_memory(self, *arguments, **settings):
        """Runs a program that must end well, and gives the greatest memory that it held, in bytes."""
        figure = os.path.join(self.folder, "peak")
        self.run(PYTHON, "-c", _MEASURING, figure, *arguments, **settings)
        with open(figure, encoding="ascii") as file:
            return int(file.read())

    def python(self, code, *arguments, check=True, **settings):
        """Runs a piece of Python with GDAL's bindings."""
        return self.run(PYTHON, "-c", code, *arguments, check=check, **settings)

    def fails(self, *arguments, **settings):
        """Runs a program that must fail for one reason of ours; gives that one message."""
        result = self.run(*arguments, check=False, **settings)
        assert result.status > 0, f"it should have failed with an error:\n{result}"
        messages = [line for line in result.error_lines if not is_consequence(line)]
        assert len(messages) == 1, f"one error was expected:\n{result}"
        return messages[0]


def link_or_copy(source, target):
    """For shutil.copytree: large files are linked where the disk can."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def is_consequence(line):
    """Whether an error line is only GDAL's own word for an error that was reported before (it tells no cause)."""
    return bool(re.search(r"IReadBlock failed at|: .*band \d+: An error occurred while writing|GDALDatasetCopyWholeRaster|gdalinfo failed - unable to open|"
                          r"GetBlockRef failed at|A chunk of the source|not recognized as (a|being in a) supported", line))

