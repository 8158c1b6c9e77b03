"""Jira, Cloud and Data Center: its webhooks tell issues whole; one comment of ours is edited."""
