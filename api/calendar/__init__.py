"""The contracts' calendar as iCalendar: a form that doors share."""
