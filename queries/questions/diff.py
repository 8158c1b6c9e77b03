"""What differs between two revisions, or between two days."""

from queries.questions.declaration import Argument, Form, Question, Table, columns

SAID = "a revision's number, or a day as YYYY-MM-DD."
FROM = Argument("from_", Form.POINT, f"The one point: {SAID}", positional=True)
TO = Argument("to", Form.POINT, f"The other point: {SAID}", positional=True)
CONTRACT = columns(ID="id", NAME="name", START="start", ENDS="endsOn")

QUESTION = Question(
    "diff",
    "What was recorded between two revisions, and what begins and ends between two days?",
    "queries.graph.diff:diff",
    arguments=(FROM, TO),
    tables=(
        Table("added", columns(WHAT="of"), "added"),
        Table("changed", columns(WHAT="of", FIELDS="fields"), "changed"),
        Table("removed", columns(WHAT="of"), "removed"),
        Table("beginning", columns(RELATION="relation", SINCE="since"), "beginning to hold"),
        Table("ceasing", columns(RELATION="relation", UNTIL="until"), "ceasing to hold"),
        Table("starting", CONTRACT, "coming into force"),
        Table("ending", CONTRACT, "going out of force"),
    ),
    example={"from": "2026-11-25", "to": "2027-02-01"},
)
