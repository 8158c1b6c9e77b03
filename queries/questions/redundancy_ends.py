"""Redundancy that will be gone before anything fails."""

from queries.questions.declaration import Argument, Form, Question, Table, columns
from queries.questions.impact import LENS, OF

UNTIL = Argument("until", Form.DAY, "The last day that is looked at.", default="P1Y")

QUESTION = Question(
    "redundancy_ends",
    "Which redundancy of what this touches will be gone, and when, without any fault?",
    "queries.impact.redundancy_ends:redundancy_ends",
    arguments=(OF, LENS, UNTIL),
    tables=(
        Table(
            "losses",
            columns(
                ON="on",
                DEPENDENT="dependent.id",
                GROUP="group",
                LOSES="member.id",
                AS_ENDS="ends",
                CONTRACT="contract.id?",
                OF="size",
                NEEDED="need",
                LEFT="left",
                SPARE="spare",
            ),
        ),
    ),
    crawls=True,
    example={"of": ["ci:san-1"], "until": "2027-06-30"},
)
