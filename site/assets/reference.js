/* The reference page: the document with this host in its commands, in the colours of the reader's system. */
(() => {
  const LOCAL = 'http://127.0.0.1:3000';
  const served = /^http/.test(location.protocol) && /^(127\.0\.0\.1|localhost)$/.test(location.hostname);
  const content = served
    ? JSON.parse(JSON.stringify(globalThis.OPENAPI).replaceAll(LOCAL, location.origin))
    : globalThis.OPENAPI;
  /* As the document has them. */
  const routes = Object.keys(content.paths);
  const place = ({ path }) => routes.indexOf(path);
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const settings = () => ({
    content,
    theme: 'none',
    layout: 'modern',
    forceDarkModeState: dark.matches ? 'dark' : 'light',
    hideDarkModeToggle: true,
    withDefaultFonts: false,
    telemetry: false,
    agent: { disabled: true },
    mcp: { disabled: true },
    showDeveloperTools: 'never',
    servers: [{ url: served ? location.origin : 'http://127.0.0.1:3000', description: 'The local stack' }],
    hideClientButton: true,
    hiddenClients: true,
    documentDownloadType: 'none',
    defaultOpenFirstTag: false,
    operationTitleSource: 'summary',
    operationsSorter: (a, b) => place(a) - place(b),
    generateOperationSlug: ({ operationId }) => operationId,
    generateTagSlug: ({ name }) => name,
  });
  const reference = globalThis.Scalar.createApiReference('#reference', settings());
  dark.addEventListener('change', () => reference.updateConfiguration(settings()));
})();
