"""An offering is what a supplier could deliver: market information, not an evaluation."""

from graph_model.declare import Kind, money, texts

KIND = Kind(
    "Offering",
    "offerings",
    "What a supplier could deliver; filled for live procurements.",
    (
        money("price", "The annual price offered."),
        texts("certifications", "The certifications held for it."),
    ),
)
