"""What pyproject.toml cannot say: the packs of the top-level `patterns/` are shipped as `extractor/patterns`."""

from setuptools import find_packages, setup
from setuptools.command.build_py import build_py

PACKS = "extractor.patterns"
PAGE_FILES = ["*.html", "*.css", "*.js", "*.yaml"]


class BuildPy(build_py):
    """Builds the packs as data alone: the script that generates forms stays in the repository."""

    def find_package_modules(self, package: str, package_dir: str) -> list[tuple[str, str, str]]:
        """Return a package's modules; a pack has none."""
        return [] if package == PACKS else super().find_package_modules(package, package_dir)


setup(
    packages=[*find_packages(include=["extractor", "extractor.*"]), PACKS],
    package_dir={PACKS: "patterns"},
    package_data={
        "extractor": ["py.typed"],
        "extractor.review": ["*.js", "templates/*.html"],
        "extractor.writers.report": PAGE_FILES,
        PACKS: ["README.md", "**/*.yaml", "**/*.jsonl", "**/LICENSE-*.txt"],
    },
    cmdclass={"build_py": BuildPy},
)
