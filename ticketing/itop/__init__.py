"""iTop: its webhooks are doorbells, its REST interface gives the ticket, a log takes our lines."""
