"""The contracts above and below one, their values, terms and rights."""

from queries.questions.declaration import Argument, Form, Note, Question, Table, columns

OF = Argument("of", Form.ID, "Any contract of the family.", positional=True, kind="Contract")

QUESTION = Question(
    "contract_family",
    "Which contracts stand above and below one, at what value, and on which terms?",
    "queries.expiration.contract_family:answer",
    arguments=(OF,),
    tables=(
        Table(
            "members",
            columns(
                CONTRACT="tree",
                ENDS="ends_on",
                STATE="state",
                VALUE="contract.value",
                BENEATH_IT="below",
            ),
            "the family",
        ),
        Table(
            "terms",
            columns(TERM="name", VALUE="value", FROM="stated_by.id", DEFAULT="default?"),
            "its terms",
        ),
        Table("rights", columns(RIGHT="right", FROM="stated_by.id"), "the rights it gives"),
        Table("suppliers", columns(SUPPLIER="supplier.id", FROM="stated_by.id"), "whom it is with"),
        Table("holders", columns(HOLDER="holder.id", FROM="stated_by.id"), "who holds it"),
    ),
    notes=(Note("", "warnings"),),
    short="family",
    example={"of": "contract:sow-cirrus-portal"},
)
