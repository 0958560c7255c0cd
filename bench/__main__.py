"""`make bench`: times everything, prints it and writes it into `bench/README.md`; a quarter of an hour."""

from collections.abc import Iterator
from pathlib import Path

from bench import engine, offline, pack, peers
from bench.figures import Table, machine, write

PAGE = Path(__file__).parent / "README.md"


def main() -> None:
    """Measure part by part, print each as soon as it is there, and write all of them."""
    where = machine()
    tables = []
    for table in _measured():
        table.show()
        tables.append(table)
    write(PAGE, where, tables)


def _measured() -> Iterator[Table]:
    installed = peers.install()
    yield offline.alone()
    yield from offline.measured(installed)
    yield pack.measured()
    yield engine.measured()


if __name__ == "__main__":
    main()
