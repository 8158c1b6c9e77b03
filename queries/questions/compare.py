"""Two suppliers, two contracts or two jurisdictions' catalogs side by side."""

from queries.questions.declaration import Argument, Form, Question, Table, columns

OF = Argument("of", Form.IDS, "Two suppliers, two contracts or two agencies.", positional=True)

QUESTION = Question(
    "compare",
    "What has one of two that the other lacks, on which terms, at what charge, how well kept?",
    "queries.comparison.comparison:compare",
    arguments=(OF,),
    tables=(
        Table(
            "things",
            columns(KIND="kind", ITEM="item.id", NAME="item.name", HAS_IT="whose"),
            "what they have",
            empty="nothing is recorded that either has",
            whole=True,
        ),
        Table(
            "terms",
            columns(TERM="term", FIRST="first", SECOND="second", DIFFERS="differs"),
            "terms of their contracts in force",
            whole=True,
        ),
        Table(
            "deviations",
            columns(
                CONTRACT="contract.id", WHOSE="whose", STANDARD="rule.meaning", DEVIATES="said"
            ),
            "deviations from standard terms",
            whole=True,
        ),
        Table(
            "figures",
            columns(
                METRIC="metric",
                FIRST_PROMISES="first_promised",
                OFFERS="first_offered?",
                MEASURED="first_measured",
                SECOND_PROMISES="second_promised",
                OFFERS_TOO="second_offered?",
                MEASURED_TOO="second_measured",
            ),
            "promises and performance",
            whole=True,
        ),
        Table(
            "charges",
            columns(SERVICE="service.id", FIRST_PAYS="first", SECOND_PAYS="second"),
            "charges a year for what both consume",
            whole=True,
        ),
    ),
    example={"of": ["supplier:cirrus", "supplier:bridgewater"]},
)
