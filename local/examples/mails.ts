import { until } from './wait-until.ts';

interface Mail {
  readonly channel: string;
  readonly to: string;
  readonly text: string | null;
}

/** Links to pages hold `<club>.<member>.<token>`; the API takes the token alone. Unsubscription tokens are whole. */
const tokenIn = (text: string, page: string): string | undefined => {
  const inLink = new RegExp(`/${page}/([A-Za-z0-9._-]+)`).exec(text)?.[1];
  return page === 'unsubscribe' ? inLink : inLink?.split('.').at(-1);
};

/** Looks into the outbox until all these pages are linked to in mails to the address. @returns their tokens */
export const mailedTokens = <Page extends string>(
  url: string,
  address: string,
  pages: readonly Page[],
): Promise<Readonly<Record<Page, string>>> =>
  until(`mails to ${address}; see ${url}/_local/outbox`, async () => {
    const mails = (await (await fetch(`${url}/_local/outbox`)).json()) as Mail[];
    const text = mails.flatMap((mail) => (mail.to === address ? [mail.text ?? ''] : [])).join('\n');
    const found = pages.map((page) => [page, tokenIn(text, page)] as const);
    if (!found.every(([, token]) => token !== undefined)) return undefined;
    return Object.fromEntries(found) as Readonly<Record<Page, string>>;
  });
