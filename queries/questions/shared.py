"""The arguments that every question shares: which facts, which page of its list, what besides."""

from queries.questions.declaration import Argument, Form, Question

AS_OF = Argument("as_of", Form.DAY, "The day it is asked for; absent: today.", default=None)
AT_REVISION = Argument(
    "at_revision",
    Form.INTEGER,
    "What was recorded at this revision; absent: what is recorded now.",
    default=None,
    least=0,
)
WHAT_IF = Argument(
    "what_if",
    Form.EDITS,
    "Edits laid over the facts, in order; nothing is written.",
    default=None,
)
OF = Argument(
    "of",
    Form.IDS,
    "Only what belongs to these: agencies, services, suppliers, contracts, owners, a forum, a "
    "source.",
    default=None,
    positional=True,
)
INCLUDE = Argument(
    "include",
    Form.CHOICE,
    "Ours alone, or items of reference data (a catalogue, a marketplace) as well.",
    default="ours",
    choices="queries.answers.estate:Include",
)
"""What a question over the whole office is about, read by :mod:`queries.answers.estate`."""
FACT_ARGUMENTS = (AS_OF, AT_REVISION, WHAT_IF)
"""By what a question says which facts it is about, in the order of FACTS."""
WITH = Argument("with", Form.TEXTS, "Facts that are told only on request.", default=None)
SORTED = "by the names of facts, such as `on desc` or `item.name`; absent: as the list says"
SAYING = "Only lines that say this text in some column"
AMONG = "The columns that a text is looked for in; absent: all."
PAGING = (
    Argument("first", Form.INTEGER, "How many lines of the first list; absent: 100.", None),
    Argument("after", Form.TEXT, "Begin after this cursor.", None),
    Argument("last", Form.INTEGER, "How many lines from the end.", None),
    Argument("before", Form.TEXT, "End before this cursor.", None),
    Argument("sort", Form.TEXTS, f"The columns it is sorted by, {SORTED}.", None),
    Argument("containing", Form.TEXT, f"{SAYING}.", None),
    Argument("among", Form.TEXTS, AMONG, None),
)
"""The page of the first table's list."""


def arguments_of(question: Question) -> list[Argument]:
    """All that a question takes: its own arguments, its list's, and the shared ones."""
    own = [*question.arguments, *question.list_arguments]
    taken = {argument.name for argument in own}
    facts = (one for one in FACT_ARGUMENTS if one.name in question.takes)
    paging = PAGING if question.paged else ()
    return [*own, *(one for one in (*facts, WITH, *paging) if one.name not in taken)]
