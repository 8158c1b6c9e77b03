"""The doors: GraphQL, HTTP, webhooks, the command line and reports."""
