"""A contract manager's workbook as offices keep one, made up: ``python -m samples.office FILE``.

Title rows above the headers, days as MM/DD/YYYY, amounts with signs, notice in days, words for yes,
several names in a cell, a name spelled in two ways, and a total in the last line.
"""

from __future__ import annotations

import sys
from pathlib import Path

from openpyxl import Workbook

CONTRACTS_HEAD = (
    *("Contract No.", "Title", "Vendor", "Department", "Services Covered", "Begin Date"),
    *(
        "End Date",
        "Notice (days)",
        "Auto-Renew?",
        "Renewal Term (months)",
        "Amount",
        "Contact Email",
    ),
)
CONTRACTS = (
    ("C-1001", "Mail and calendar", "Northwind Cloud, Inc.", "Administration", "Mail; Calendar",
     "07/01/2024", "06/30/2027", 90, "Yes", 12, "$412,000.00", "a@example.gov"),
    ("C-1002", "Data center colocation", "Granite Hosting LLC", "Administration", "Hosting",
     "01/01/2023", "12/31/2026", 180, "no", None, "$1,250,000.00", "a@example.gov"),
    ("C-1003", "Wide area network", "Prairie Telecom", "Administration", "Network",
     "10/01/2022", "09/30/2027", 120, "Y", 12, "$980,400.00", "b@example.gov"),
    ("C-1004", "Case management", "Halyard Software", "Health", "Case management",
     "03/15/2024", "03/14/2027", 60, "N", None, "$356,750.50", "c@example.gov"),
    ("C-1005", "Case management support", "Halyard Software", "Health", "Case management",
     "03/15/2024", "03/14/2027", 30, "N", None, "$88,000.00", "c@example.gov"),
    ("C-1006", "Tax portal", "Halyard Software", "Revenue", "Tax portal",
     "01/01/2025", "12/31/2027", 90, "no", None, "$610,000.00", "d@example.gov"),
    ("C-1007", "Payment gateway", "Quill Payments", "Revenue", "Payments",
     "05/01/2025", "04/30/2027", 45, "yes", 12, "$72,500.00", "d@example.gov"),
    ("C-1008", "Licence renewals online", "Halyard Software", "Transportation", "Licensing",
     "08/01/2023", "07/31/2027", 60, "no", None, "$143,200.00", "e@example.gov"),
    ("C-1009", "Backup", "Northwind Cloud Inc", "Administration", "Hosting",
     "02/01/2026", "01/31/2027", 30, "YES", 12, "$39,900.00", "a@example.gov"),
    ("C-1010", "Identity", "Northwind Cloud, Inc.", "Administration", "Mail; Tax portal; Licensing",
     "07/01/2024", "06/30/2027", 90, "no", None, "$118,000.00", "a@example.gov"),
    ("C-1011", "Cabling", "Prairie Telecom", "Transportation", "Network",
     "06/01/2026", "05/31/2027", None, "no", None, "$22,310.00", "e@example.gov"),
    ("C-1012", "Telephony", "Prairie Telecom", "Health", "Network",
     "04/01/2025", "03/31/2028", 90, "yes", 12, "$205,000.00", "c@example.gov"),
    ("C-1013", "Portal hosting", "Granite Hosting LLC", "Revenue", "Hosting; Tax portal",
     "01/01/2024", "12/31/2026", 90, "no", None, "$264,000.00", "d@example.gov"),
    ("C-1014", "Card terminals", "Quill Payments", "Transportation", "Payments",
     "09/01/2024", "08/31/2027", 30, "no", None, "$18,450.00", "e@example.gov"),
    ("C-1015", "Calendar migration", "Northwind Cloud, Inc.", "Health", "Calendar",
     "11/01/2026", "04/30/2027", "N/A", "no", None, "$54,000.00", "c@example.gov"),
)  # fmt: skip
TOTAL = ("Total", *([None] * 9), "$4,634,510.50", None)
SUPPLIERS = (
    ("Vendor Name", "Vendor ID", "Type"),
    ("Northwind Cloud, Inc.", "V-17", "SaaS"),
    ("Granite Hosting LLC", "V-20", "External"),
    ("Prairie Telecom", "V-31", "External"),
    ("Halyard Software", "V-44", "External"),
    ("Quill Payments", "V-52", "External"),
)
SERVICES = (
    ("Service", "Criticality", "Used by", "Depends on"),
    ("Mail", "High", "Administration; Health; Revenue; Transportation", "Network"),
    ("Calendar", "Medium", "Administration; Health", "Mail"),
    ("Hosting", "Mission critical", "Administration", "Network"),
    ("Network", "Mission critical", "Administration; Health; Revenue; Transportation", None),
    ("Case management", "High", "Health", "Hosting"),
    ("Tax portal", "High", "Revenue", "Hosting; Payments"),
    ("Payments", "High", "Revenue; Transportation", "Network"),
    ("Licensing", "Medium", "Transportation", "Hosting; Payments"),
)
AGENCIES = (
    ("Agency Name", "Acronym"),
    ("Administration", "DAS"),
    ("Health", "DOH"),
    ("Revenue", "DOR"),
    ("Transportation", "DOT"),
)


def write(path: Path) -> None:
    """Write the workbook."""
    book = Workbook()
    contracts = book.active
    assert contracts is not None
    contracts.title = "Contracts"
    titles = (("Department of Administration: active IT contracts",), ("as of November 2026",), ())
    for row in (*titles, CONTRACTS_HEAD, *CONTRACTS, TOTAL):
        contracts.append(row)
    contracts.merge_cells("A1:L1")
    for title, rows in (("Vendors", SUPPLIERS), ("Services", SERVICES), ("Agencies", AGENCIES)):
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)


if __name__ == "__main__":
    write(Path(sys.argv[1]))
