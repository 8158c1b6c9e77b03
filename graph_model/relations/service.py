"""Who consumes and who provides: the two ends of brokering a service."""

from graph_model.declare import RelationType, choice, joins, money, number, text

EXTENT = choice("extent", "whole, part", "Whether all of it or a part; absent: all.")

RELATIONS = (
    RelationType(
        "CONSUMES",
        joins("Agency, Program", "Service"),
        "consumes",
        "consumedBy",
        "The start is a customer of the service.",
        (
            number("volume", "How much it consumes a year, in its unit.", least=0),
            text("unit", "The unit of the volume.", most=100),
            money("annual_charge", "What it is charged a year."),
        ),
    ),
    RelationType(
        "PROVIDES",
        joins("Supplier", "Service, ConfigurationItem, OperatingLevelMetric"),
        "provides",
        "providedBy",
        "The supplier delivers the end; complementary suppliers each a part.",
        (EXTENT,),
    ),
    RelationType(
        "NEEDS",
        joins("Service", "Capability"),
        "needs",
        "neededBy",
        "Whoever delivers the service must have the capability.",
    ),
)
