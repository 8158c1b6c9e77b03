"""How the graph hangs together as a graph."""

from queries.questions.declaration import Argument, Form, Question, Table, columns

RELATIONS = Argument(
    "relations",
    Form.RELATIONS,
    "Over these types; absent: over all.",
    default=None,
    option="relation",
)
SET = columns(SIZE="size", ITEMS="items")

QUESTION = Question(
    "structure",
    "How does the graph hang together as a graph? Classical measures, which know nothing of "
    "redundancy and contracts: for whose loss is felt, ask impact and criticality.",
    "queries.graph.structure:structure_of",
    arguments=(RELATIONS,),
    tables=(
        Table("components", SET, "components", first=10),
        Table("cycles", SET, "rings", first=10),
        Table("biconnected", SET, "biconnected: no one item's removal parts them", first=10),
        Table(
            "articulation_points",
            columns(PARTS="parts", KIND="item.kind", ID="item.id", NAME="item.name"),
            "articulation points: without which their component falls apart",
            first=10,
        ),
    ),
    example={"relations": ["DEPENDS_ON", "PART_OF"]},
)
