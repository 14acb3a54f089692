import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { documentAt } from '../../local/documents.ts';
import { createGateway } from '../../local/gateway/server.ts';
import { launchBrowser, openPage, type Screen } from '../support/browser-page.ts';

export interface SiteBrowser {
  /** Where the local stack has the documentation. */
  readonly docs: string;
  /** Looks at a page of its own. */
  open<T>(screen: Screen, look: (page: Page, troubles: readonly string[]) => Promise<T>): Promise<T>;
  stop(): Promise<void>;
}

const serveDocuments = async (): Promise<Server> => {
  const server = createGateway({
    now: () => new Date(),
    load: () => Promise.reject(new Error('no functions here')),
    tools: async () => undefined,
    documents: documentAt,
    onProblem: () => undefined,
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
};

/** The documentation as the local stack serves it, and a browser. */
export const startSiteBrowser = async (): Promise<SiteBrowser> => {
  const browser = await launchBrowser();
  const server = await serveDocuments();
  const docs = `http://127.0.0.1:${(server.address() as AddressInfo).port}/docs`;
  return {
    docs,
    open: (screen, look) => openPage(browser, screen, [docs, 'file:'], look),
    async stop() {
      await browser.close();
      server.closeAllConnections();
      server.close();
    },
  };
};
