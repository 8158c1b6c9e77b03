"""Reading and validating the files of a load: rows a second beside a bare read, and memory.

Every file is made here, the same each time. A bare read takes a file apart and looks at no row; it
is what the loader's own library does. Memory is that of a process of its own that reads one long
file, orders at two sizes: it must not grow with the file.
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter

import orjson
import yaml
from openpyxl import Workbook
from python_calamine import CalamineWorkbook

from bench.figure import FULL, BenchFigure, within
from bench.long_files import LONG_FILES, read_long
from graph_model.model import standard_model
from loaders.files import Readings, read_files
from loaders.mapped_files import mapping_in, read_mapped, sheets_in
from loaders.mapping.look import looks_at
from loaders.mapping.proposal import propose

ROWS = {FULL: 60_000, "small": 2_000}
LONG = {FULL: 200_000, "small": 2_000}
VENDORS = 4_000
MOST_MB = 300
_HEAD = ["Order Number", "Vendor Name", "Department", "Start Date", "End Date", "Order Amount"]


def measure(size: str) -> Iterator[BenchFigure]:
    """The rates of each source, then the memory of the largest at two sizes."""
    rows = ROWS[size]
    with TemporaryDirectory() as folder:
        place = Path(folder)
        for name, make, bare in _SOURCES:
            path = place / name
            yield _rate(path, make(path, rows), bare)
        for times in (1, 4):
            path = place / f"orders-{times}.csv"
            orders(path, rows * times)
            yield _memory(path, f"{rows * times:,} orders", size == FULL)
        for name, (what, write) in LONG_FILES.items():
            write(path := place / name, LONG[size])
            yield _memory(path, f"{LONG[size]:,} rows of {what}", size == FULL)


def _rate(path: Path, rows: int, bare: Callable[[Path], object]) -> BenchFigure:
    began = perf_counter()
    bare(path)
    alone = perf_counter() - began
    began = perf_counter()
    found = read(path)
    took = perf_counter() - began
    if found.rejects or not found.fact_count:
        raise AssertionError(
            f"{path.name}: {found.fact_count} facts, {len(found.rejects)} kept back"
        )
    return BenchFigure(
        f"{path.name}: {rows:,} rows to {found.fact_count:,} facts, validated",
        rows / took,
        "rows a second",
        f"a bare read: {rows / alone:,.0f} rows a second",
        alone / took,
    )


def read(path: Path) -> Readings:
    """A file as ``load`` reads it: by itself, or by the mapping that is proposed for it."""
    model = standard_model()
    if not path.name.startswith("orders"):
        return read_files([path], model)
    mapping = path.with_name(f"{path.name}.yaml")
    if not mapping.exists():
        first = path.with_name("orders-first" + path.suffix)
        orders(first, 200) if path.suffix == ".csv" else _workbook(first, 200)
        text = propose(looks_at(sheets_in([first])), model, "orders").replace(first.name, path.name)
        mapping.write_text(text)
    return read_mapped([path], mapping_in(mapping, model), model)


def _memory(path: Path, rows: str, applies: bool) -> BenchFigure:
    done = subprocess.run(
        [sys.executable, "-m", "bench.loading", str(path)],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    said = f"reading and validating {rows}, {path.stat().st_size / 1e6:.0f} MB: peak memory"
    return within(said, float(done.stdout), "MB", MOST_MB, applies)


def orders(path: Path, rows: int) -> None:
    """A list of orders over many vendors, each spelt in two ways."""
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(_orders(rows))


def _orders(rows: int) -> Iterator[list[str]]:
    random = Random(1)
    yield _HEAD
    for n in range(rows):
        vendor, month = random.randrange(VENDORS), n % 12 + 1
        name = f"Vendor {vendor} {'Inc.' if n % 3 else 'INC'}"
        days = f"{month:02d}/15/2024", f"{month:02d}/14/2026"
        yield [f"PO-{n:07d}", name, f"Department {vendor % 60}", *days, f"${n * 3.5:,.2f}"]


def _csv(path: Path, rows: int) -> int:
    orders(path, rows)
    return rows


def _workbook(path: Path, rows: int) -> int:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Orders")
    for row in _orders(rows):
        sheet.append(row)
    book.save(path)
    return rows


def _items(rows: int) -> Iterator[dict[str, object]]:
    for n in range(rows // 2):
        yield {
            "kind": "ConfigurationItem",
            "id": f"ci:{n}",
            "name": f"Host {n}",
            "status": "in use",
        }
    for n in range(rows // 2):
        yield {
            "type": "DEPENDS_ON",
            "from": f"ci:{n}",
            "to": f"ci:{n * 7 % (rows // 2)}",
            "need": 1,
        }


def _lines(path: Path, rows: int) -> int:
    path.write_bytes(b"".join(orjson.dumps(one) + b"\n" for one in _items(rows)))
    return rows


def _yaml(path: Path, rows: int) -> int:
    rows //= 10
    facts = list(_items(rows))
    listed = {"items": facts[: rows // 2], "relations": facts[rows // 2 :]}
    path.write_text(yaml.dump(listed, Dumper=getattr(yaml, "CSafeDumper", yaml.SafeDumper)))
    return rows


def _servicenow(path: Path, rows: int) -> int:
    heads = "sys_id,name,sys_class_name,serial_number,install_status,location"
    lines = (f"{n:032x},srv-{n},cmdb_ci_linux_server,SN{n},1,DC {n % 9}" for n in range(rows))
    path.write_text("\n".join([heads, *lines]) + "\n")
    return rows


def _bill(path: Path, rows: int) -> int:
    parts = [{"type": "library", "bom-ref": f"c{n}", "name": f"lib{n}"} for n in range(rows // 2)]
    needs = [{"ref": f"c{n}", "dependsOn": [f"c{n // 2}"]} for n in range(1, rows // 2 + 1)]
    bill = {"bomFormat": "CycloneDX", "specVersion": "1.5", "components": parts}
    path.write_text(json.dumps(bill | {"dependencies": needs[: rows // 2 - 1]}))
    return rows


def _each(rows: Iterable[object]) -> int:
    return sum(1 for _ in rows)


def _bare_csv(path: Path) -> int:
    with path.open(newline="", encoding="utf-8") as file:
        return _each(csv.DictReader(file))


def _bare_workbook(path: Path) -> int:
    return len(CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python())


def _bare_lines(path: Path) -> int:
    with path.open("rb") as file:
        return _each(orjson.loads(line) for line in file)


def _bare_yaml(path: Path) -> object:
    return yaml.load(path.read_text(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def _bare_json(path: Path) -> object:
    return orjson.loads(path.read_bytes())


_SOURCES: tuple[tuple[str, Callable[[Path, int], int], Callable[[Path], object]], ...] = (
    ("orders.csv", _csv, _bare_csv),
    ("orders.xlsx", _workbook, _bare_workbook),
    ("plain.jsonl", _lines, _bare_lines),
    ("plain.yaml", _yaml, _bare_yaml),
    ("cmdb_ci_server.csv", _servicenow, _bare_csv),
    ("bill.json", _bill, _bare_json),
)


def main(path: Path) -> None:
    """Read a file and print the most memory that it took, in MB.

    Not ``ru_maxrss``: that of a child begins with its parent's.
    """
    found = (read_long if path.name in LONG_FILES else read)(path)
    if found.rejects or not found.fact_count:
        raise AssertionError(f"{path.name}: {found.fact_count} facts, {len(found.rejects)} rejects")
    status = Path("/proc/self/status").read_text()
    print(next(int(line.split()[1]) / 1024 for line in status.splitlines() if "VmHWM" in line))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
