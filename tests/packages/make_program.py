"""Makes the test program as a user would, in a new folder outside the repository: dotnet new console, and the packages from a folder feed.

    make_program.py FEED OUT

OUT/build is what `dotnet build` leaves, OUT/published what `dotnet publish` does, OUT/self-contained and OUT/single-file what it does for this system alone.
What the documentation shows in C# is compiled into the program, too.
"""
import glob
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
REPOSITORY = HERE.parent.parent
PAGES = ["README.md", *sorted(f"docs/{file.name}" for file in (REPOSITORY / "docs").glob("*.md")), "src/TesseraGdal/PACKAGE.md", "src/TesseraGdal.Core/PACKAGE.md"]
SAMPLE = "docs/samples/MaxRev/Program.cs"


def blocks(language="csharp"):
    """(page, text) of every block of a language in the documentation, in order."""
    return [(page, text) for page in PAGES for text in re.findall(rf"^```{language}\n(.*?)^```", (REPOSITORY / page).read_text(encoding="utf-8"), re.M | re.S)]


def method(text, name):
    """Statements as they stand in a Program.cs or in a block → the usings, and a method of that name that runs them."""
    using = r"^using (?:static )?[\w.]+;\n"
    body = re.sub(using, "", text, flags=re.M)
    returns = "" if re.search(r"^return \d+;", body, re.M) else "return 0;"
    return set(re.findall(using, text, re.M)), f"internal static async Task<int> {name}(string[] args)\n{{\nawait Task.CompletedTask;\n{body}\n{returns}\n}}\n"


def write_documented(folder):
    """The documentation's C# as two classes of the program."""
    usings, methods = set(), []
    for number, (_, text) in enumerate(blocks()):
        needs, code = method(text, f"Block{number}Async")
        usings |= needs
        methods.append(code)
    cases = "\n".join(f"case {number}: await Block{number}Async([]); break;" for number in range(len(methods)))
    run = f"internal static async Task RunAsync(int number)\n{{\nswitch (number)\n{{\n{cases}\ndefault: throw new ArgumentOutOfRangeException(nameof(number));\n}}\n}}\n"
    (folder / "Blocks.cs").write_text("".join(sorted(usings)) + "namespace TesseraGdal.PackageTests;\ninternal static class Blocks\n{\n" + run + "".join(methods) + "}\n", encoding="utf-8")
    needs, code = method((REPOSITORY / SAMPLE).read_text(encoding="utf-8"), "RunAsync")
    (folder / "Sample.cs").write_text("".join(sorted(needs)) + "namespace TesseraGdal.PackageTests;\ninternal static class Sample\n{\n" + code + "}\n", encoding="utf-8")


def main(feed, out):
    feed, out = pathlib.Path(feed).resolve(), pathlib.Path(out).resolve()
    version, = (re.fullmatch(r"TesseraGdal\.(\d.*)\.nupkg", name)[1] for name in os.listdir(feed) if re.fullmatch(r"TesseraGdal\.\d.*\.nupkg", name))
    cache = pathlib.Path(os.environ.get("NUGET_PACKAGES") or pathlib.Path.home() / ".nuget/packages")
    for ours in ("tesseragdal", "tesseragdal.core"):
        # It would be taken in place of the feed's, which may have other contents.
        if (cache / ours / version).exists():
            sys.exit(f"{cache / ours / version} is in the way: version {version} of {ours} has been restored by this user. Remove that folder.")
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    with tempfile.TemporaryDirectory(prefix="tessera-packages-") as temporary:
        project = pathlib.Path(temporary, "program")
        # What is not ours is taken from the user's cache, where the build has put it; ours goes to a cache that is thrown away.
        environment = {name: value for name, value in os.environ.items() if not re.match(r"CI$|TESSERA_|MSBUILD|DOTNET_CLI_HOME", name)}
        environment |= {"NUGET_PACKAGES": str(pathlib.Path(temporary, "cache")), "NUGET_FALLBACK_PACKAGES": str(cache), "DOTNET_NOLOGO": "1", "DOTNET_CLI_TELEMETRY_OPTOUT": "1"}

        def dotnet(*arguments):
            ended = subprocess.run(["dotnet", *arguments], cwd=project if project.exists() else temporary, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
            if ended.returncode:
                sys.exit(f"dotnet {' '.join(arguments)} ended with {ended.returncode}\n{ended.stdout}")
            return ended.stdout

        dotnet("new", "console", "--output", "program", "--no-restore")
        (project / "nuget.config").write_text(f'<configuration><packageSources><add key="tessera" value="{feed}" /></packageSources></configuration>\n', encoding="utf-8")
        for file in glob.glob(str(HERE / "program" / "**" / "*.cs"), recursive=True):
            shutil.copy(file, project)
        write_documented(project)
        dotnet("add", "package", "TesseraGdal", "--version", version, "--no-restore")
        file = project / "program.csproj"
        file.write_text(file.read_text(encoding="utf-8").replace("</PropertyGroup>", "<AllowUnsafeBlocks>true</AllowUnsafeBlocks></PropertyGroup>", 1), encoding="utf-8")
        dotnet("build", "--configuration", "Release", "--output", str(out / "build"))
        dotnet("publish", "--configuration", "Release", "--output", str(out / "published"))
        alone = ("publish", "--configuration", "Release", "--runtime", "linux-x64", "--self-contained", "-p:InvariantGlobalization=true")
        dotnet(*alone, "--output", str(out / "self-contained"))
        dotnet(*alone, "-p:PublishSingleFile=true", "--output", str(out / "single-file"))


if __name__ == "__main__":
    main(*sys.argv[1:])
