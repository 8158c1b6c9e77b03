"""ServiceNow's tables as it exports them: companies, contracts, services, items, relations."""
