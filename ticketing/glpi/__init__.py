"""GLPI: its webhooks are doorbells, its first REST interface tells links, a follow-up is ours."""
