"""What-if edits saved as a ChangeSet's file."""

from queries.questions.declaration import Argument, Form, Question, Table, columns

EDITS = Argument("edits", Form.EDITS, "The edits, in order, or a ChangeSet.", positional=True)
ID = Argument("id", Form.ID, "The ChangeSet's id, of your choice.", of_items=False)

QUESTION = Question(
    "scenario",
    "What plain changes do some edits come to, as a file? Nothing is written.",
    "queries.what_if.scenario:scenario_of",
    arguments=(EDITS, ID),
    tables=(Table("changes", columns(DOES="does", TO="to"), whole=True),),
    takes=("as_of", "at_revision"),  # edits are what it is asked of
    example={
        "edits": [{"endContract": {"contract": "contract:sow-cirrus-case", "on": "2027-06-30"}}],
        "id": "scenario:early",
    },
)
