"""A contract is how the office manages: its dates and rights decide what is possible and when."""

from graph_model.declare import Kind, boolean, choice, choices, date, duration, integer, money, text

KIND = Kind(
    "Contract",
    "contracts",
    "An agreement with a supplier; contracts form families (MSA, statement of work, order).",
    (
        text("number", "The number printed on it.", most=200),
        choice(
            "form",
            "MSA, SOW, purchase order, subscription, licence, MOU, addendum, authorisation",
            "What form of agreement it is.",
        ),
        date("start", "Its first day; absent: has begun."),
        date("end", "Its last day as signed; absent, or 2099 and later: no end."),
        duration("notice", "How long before the last day notice must be given."),
        duration("termination_notice", "How long before leaving early notice must be given."),
        money("termination_fee", "What leaving early costs."),
        choice("renewal", "none, option, tacit", "How it goes on after its end."),
        duration("renewal_term", "How long one renewal lasts."),
        date("notice_given", "The day notice was given; a tacit renewal then stops."),
        integer("renewals_left", "How many renewals are left; absent: no limit.", least=0),
        boolean("survives_parent", "Whether it outlives the contracts it is under."),
        duration("procurement_time", "How long a replacement takes to procure."),
        duration("transition_time", "How long a move to a replacement takes."),
        choice(
            "serves",
            "all, holder",
            "Whom it serves of those who use what it covers: all, or its holders only; "
            "absent: all.",
        ),
        money("value", "Its total value."),
        text(
            "vehicle", "How it was procured, such as a bid or a cooperative's contract.", most=200
        ),
        text("fund", "The fund that it is paid from.", most=200),
        choices(
            "rights",
            "substitution, step-in, termination for convenience, assignment consent, "
            "plug-and-play, audit, benchmarking, equitable adjustment",
            "The rights it gives the office.",
        ),
    ),
)
