"""The scripts of the build that tell where time goes, and what is installed."""
import os
import subprocess

BUILD = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "build")


def run(script, *arguments, **environment):
    return subprocess.run([os.path.join(BUILD, script), *arguments], capture_output=True, text=True, check=False, env={**os.environ, **environment})


def test_a_timed_command_ends_as_it_does_alone_and_is_written_down(tmp_path):
    steps = tmp_path / "steps"
    for name, command in (("a step that ends well", ["true"]), ("one that fails", ["bash", "-c", "exit 7"])):
        assert run("timed.sh", name, *command, BUILD_STEPS=str(steps)).returncode == (7 if "fails" in name else 0)
    lines = [line.split(" ", 2) for line in steps.read_text().splitlines()]
    assert [name for _, _, name in lines] == ["a step that ends well", "one that fails"]
    assert all(0 <= float(end) - float(begin) < 60 for begin, end, _ in lines)


def test_the_table_has_the_steps_in_the_order_of_their_beginnings_and_the_whole(tmp_path):
    steps = tmp_path / "steps"
    steps.write_text("1000.5 1060.4 Debian folder forky\n1000.0 1000.3 nothing worth a line\n1010.0 1200.0 ./build.sh test\n1010.0 1020.0 tests native-3.6\n")
    assert run("where-time-went.sh", str(steps)).stdout.splitlines() == [
        "Where the time went, in seconds:",
        "   from  lasted",
        "      0      60  Debian folder forky",
        "     10     190  ./build.sh test",
        "     10      10  tests native-3.6",
        "            200  in all"]


def test_what_is_installed_already_is_not_missing():
    """What these tests themselves need is there; and no target is made up."""
    listed = run("install-packages.sh", "--list", "test", "restore")
    assert (listed.returncode, listed.stdout.strip()) == (0, ""), listed
    assert run("install-packages.sh", "--list", "nonsense").returncode == 2
