"""``ramify family``: the contracts above and below one, their values, terms and rights."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.answer import head_json, items_json, print_head, print_reason
from api.cli.facts import FactsOptions
from api.cli.opened import graph_of
from api.cli.options import expanded
from api.cli.output import Format, FormatOption, print_json, print_rows

if TYPE_CHECKING:
    from queries.contract.family import Family, Member
    from queries.expiration.expiration import Expirations

app = typer.Typer()


@app.command()
@expanded
def family(
    ctx: typer.Context,
    *,
    of: Annotated[str, typer.Argument(metavar="ID", help="Any contract of the family.")],
    options: FactsOptions,
    format: FormatOption = Format.TABLE,
) -> None:
    """Draw a contract family, with values, terms and rights, and where each is from."""
    from queries.contract.family import contract_family
    from queries.expiration.expiration import expirations
    from queries.snapshot.field import label

    with graph_of(ctx) as graph:
        asked = options.facts(graph)
        calendar = graph.settings.calendar
        found = contract_family(asked.snapshot, of, asked.day, calendar)
        answer = expirations(asked.snapshot, asked.day, calendar)
        warnings = found.warnings(lambda row: label(asked.snapshot, row))
        if format is Format.JSON:
            lines = [_json(answer, found, member) for member in found.members]
            head = head_json(answer, graph) | {"contract": asked.snapshot.id(found.row)}
            print_json(head | {"warnings": warnings, "members": lines})
            return
        print_head(answer, f"the family of {label(asked.snapshot, found.row)}")
        heads = ("CONTRACT", "ENDS", "STATE", "VALUE", "BENEATH IT")
        print_rows(heads, [_cells(answer, found, member) for member in found.members])
        _print_terms(found)
        for warning in warnings:
            typer.echo(f"note: {warning}")
        print_reason(answer, graph)


def _cells(answer: Expirations, found: Family, member: Member) -> tuple[object, ...]:
    from queries.expiration.contract_expiration import Expiration

    id_ = "  " * member.depth + answer.snapshot.id(member.row)
    if member.again:
        return (f"{id_} (see above)", "", "", "", "")
    e = Expiration.of_row(answer, member.row)
    below = [f"{amount} {currency}" for currency, amount in sorted(found.below(member.row).items())]
    value = answer.snapshot.value(member.row, "value") or "-"
    return (id_, e.ends_on or "-", e.state.value, value, ", ".join(below) or "-")


def _print_terms(found: Family) -> None:
    """The terms, rights and parties of the contract that was asked about."""
    typer.echo()
    typer.echo(f"{found.snapshot.id(found.row)}:")
    lines = [(t.name, t.value, _by(found, t.stated_by) or t.default) for t in found.terms]
    lines += [("right", right, _by(found, row)) for right, row in sorted(found.rights.items())]
    for party in ("supplier", "holder"):
        parties = found.parties(party)
        lines += [(party, found.snapshot.id(row), _by(found, by)) for row, by in parties]
    print_rows(("TERM", "", "FROM"), lines)


def _by(found: Family, row: int | None) -> str:
    return "" if row is None else found.snapshot.id(row)


def _json(answer: Expirations, found: Family, member: Member) -> dict[str, object]:
    from queries.contract.family import Family
    from queries.expiration.contract_expiration import Expiration

    own = Family(found.snapshot, member.row, found.as_of, found.calendar)
    e, value = Expiration.of_row(answer, member.row), answer.snapshot.value(member.row, "value")
    return {
        "contract": items_json(answer.snapshot, [member.row])[0],
        "depth": member.depth,
        "under": None if member.under is None else answer.snapshot.id(member.under),
        "again": member.again,
        "endsOn": e.ends_on and e.ends_on.isoformat(),
        "state": e.state.value,
        "value": value,
        "below": {currency: str(amount) for currency, amount in own.below(member.row).items()},
        "terms": [
            {"name": t.name, "value": t.value, "from": _by(own, t.stated_by) or t.default}
            for t in own.terms
        ],
        "rights": {right: _by(own, row) for right, row in sorted(own.rights.items())},
        **{
            f"{party}s": {own.snapshot.id(row): _by(own, by) for row, by in own.parties(party)}
            for party in ("supplier", "holder")
        },
    }
