// What a screen shows, to take along: the same question as a page to print, and as a workbook.
import { formatAddress } from "../address";

type Asked = Record<string, string | string[] | undefined>;

export function Take({ question, asked }: { question: string; asked: Asked }) {
  const address = formatAddress(requested(asked));
  return (
    <>
      <a className="usa-button usa-button--outline" href={`/reports/${question}.html${address}`}>
        Report
      </a>
      <a className="usa-button usa-button--outline" href={`/reports/${question}.xlsx${address}`}>
        Workbook
      </a>
    </>
  );
}

/** As the addresses of questions name what is asked. */
function requested({ service, edit, ...others }: Asked): Record<string, unknown> {
  return { ...others, services: service, whatIf: edit };
}
