"""How the local Neo4j is set up: loopback only, small, silent to the outside, quick to stop."""

from __future__ import annotations

from pathlib import Path

from stores.local_neo4j.artifacts import MAIN_CLASS

LOOPBACK = "127.0.0.1"

_SETTINGS = {
    "server.http.enabled": "false",
    "server.https.enabled": "false",
    # Neither broadcasts nor reports: nothing leaves this machine.
    "server.fleet_discovery.enabled": "false",
    "dbms.usage_report.enabled": "false",
    "server.memory.pagecache.size": "128m",
    # Transaction logs grow as needed, not by 256 MB at once.
    "db.tx_log.preallocate": "false",
    # The default waits ten seconds at a stop for connections that nobody will make.
    "internal.dbms.bolt.netty_server_shutdown_quiet_period_duration": "0s",
}

# What is planned stays planned: a database that is emptied and filled again and again has each of
# its statements planned anew, an eighth of what the server does; and one that is given ten values
# after one, too: a twelfth.
_BRIEF_SETTINGS = {
    "internal.cypher.use_parameter_size": "false",
    "dbms.cypher.min_replan_interval": "1h",
    "dbms.cypher.statistics_divergence_threshold": "1.0",
}

_LASTING = ("-Xms512m", "-Xmx1g")
# Compiled once and lightly, one collector's thread: half the processor's time to the first minutes'
# end, which is all that a run of tests sees, and room for one server a core. That Neo4j's classes
# are sound is proven anew at each start, a sixth of it, unless Java is told to trust them; one that
# no longer knows how starts all the same.
LIGHT = (
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-XX:+IgnoreUnrecognizedVMOptions",
    "-XX:+UnlockDiagnosticVMOptions",
    "-XX:-BytecodeVerificationRemote",
)
"""What a server that is neither to last nor to be measured tells Java."""
_BRIEF = ("-Xms128m", "-Xmx512m", *LIGHT)

_JAVA_OPTIONS = (
    "--add-opens=java.base/java.nio=ALL-UNNAMED",
    "--add-opens=java.base/java.io=ALL-UNNAMED",
    "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
    "--enable-native-access=ALL-UNNAMED",
)


def neo4j_conf(port: int, *, brief: bool) -> str:
    """The text of ``neo4j.conf`` for a server that speaks Bolt on one loopback port.

    ``brief``: for minutes, in which its database is emptied often.
    """
    settings = {"server.bolt.listen_address": f"{LOOPBACK}:{port}", **_SETTINGS}
    settings |= _BRIEF_SETTINGS if brief else {}
    return "".join(f"{name}={value}\n" for name, value in settings.items())


def command_line(java: Path, jars: Path, home: Path, *, brief: bool) -> list[str]:
    """The command that runs Neo4j in ``home``, configured by ``home/conf/neo4j.conf``.

    ``brief``: for minutes, not to be measured: quick to start and small, slower in the long run.
    """
    folders = [f"--home-dir={home}", f"--config-dir={home / 'conf'}"]
    options = [*(_BRIEF if brief else _LASTING), *_JAVA_OPTIONS]
    return [str(java), *options, "-cp", f"{jars}/*", MAIN_CLASS, *folders]
