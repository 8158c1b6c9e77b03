"""Two suppliers, two contracts or two jurisdictions' catalogs side by side."""
