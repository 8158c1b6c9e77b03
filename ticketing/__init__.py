"""Ticketing tools, one module each: reads their events into tickets, writes impact back to them."""
