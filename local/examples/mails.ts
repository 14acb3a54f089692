interface Mail {
  readonly channel: string;
  readonly to: string;
  readonly text: string | null;
}

const PATIENCE_MS = 30_000;

/** Looks into the outbox until all these pages are linked to in mails to the address. @returns their tokens */
export const mailedTokens = async <Page extends string>(
  url: string,
  address: string,
  pages: readonly Page[],
): Promise<Readonly<Record<Page, string>>> => {
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    const mails = (await (await fetch(`${url}/_local/outbox`)).json()) as Mail[];
    const texts = mails.filter(({ to }) => to === address).map(({ text }) => text ?? '');
    const found = pages.map((page) => [page, tokenIn(texts.join('\n'), page)] as const);
    if (found.every(([, token]) => token !== undefined)) return Object.fromEntries(found) as never;
    if (Date.now() > until) throw new Error(`No mail to ${address} came; see ${url}/_local/outbox`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
};

/** Links to pages hold `<club>.<member>.<token>`; the API takes the token alone. Unsubscription tokens are whole. */
const tokenIn = (text: string, page: string): string | undefined => {
  const inLink = new RegExp(`/${page}/([A-Za-z0-9._-]+)`).exec(text)?.[1];
  return page === 'unsubscribe' ? inLink : inLink?.split('.').at(-1);
};
