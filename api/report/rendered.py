"""The formats in which reports are written."""

from __future__ import annotations

from enum import StrEnum

from api.report.report import Report


class ReportFormat(StrEnum):
    """The formats of reports, each the ending of its files."""

    HTML = "html"
    XLSX = "xlsx"

    @property
    def media_type(self) -> str:
        """The format's media type."""
        if self is ReportFormat.HTML:
            return "text/html; charset=utf-8"
        return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def rendered(report: Report, format_: ReportFormat) -> bytes:
    """The report in a format; what a format needs is imported when it is used."""
    if format_ is ReportFormat.HTML:
        from api.report.html import html

        return html(report)
    from api.report.workbook import workbook

    return workbook(report)
