"""A configuration item is a record of the CMDB: whatever services run on."""

from graph_model.declare import Kind, choice

KIND = Kind(
    "ConfigurationItem",
    "configurationItems",
    "A CMDB record; carries open attributes beside its declared fields.",
    (
        choice(
            "ci_class",
            "api, application, circuit, cluster, container, database, dataset, endpoint, facility, "
            "hardware, network, pool, power, server, site, software, storage, system, "
            "virtual machine, other",
            "What class of item it is; a pool depends on its members as a group.",
        ),
        choice(
            "environment",
            "production, staging, test, development, disaster recovery",
            "The environment it serves.",
        ),
        choice(
            "status",
            "planned, ordered, in stock, in use, in maintenance, retired, disposed",
            "Where it stands in its life.",
        ),
    ),
    open=True,
)
