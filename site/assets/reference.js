/* The reference page: the document with this host in its commands, in the colors of the reader's system. */
(() => {
  /* The local stack writes its own address here. */
  const LOCAL = 'http://127.0.0.1:3000';
  const isLocal = /^http/.test(location.protocol) && /^(127\.0\.0\.1|localhost)$/.test(location.hostname);
  const origin = isLocal ? location.origin : LOCAL;
  const content = JSON.parse(JSON.stringify(globalThis.OPENAPI).replaceAll(LOCAL, origin));
  /* What a request from this page begins with; an operation that needs another token replaces it. */
  content.security = [{ clientToken: [] }];
  const DEMO = { token: 'B7t9U9tsoWsGhrv2ouUoSqpM', adminToken: 'Hk3vW9sQe7TzR5uYp1Lx8MnC' };
  /* Demo data only has these tokens: elsewhere they would be refused. */
  const authentication = {
    preferredSecurityScheme: 'clientToken',
    ...(isLocal && {
      securitySchemes: {
        clientToken: { name: 'X-Client-Authorization', in: 'header', value: DEMO.token },
        adminToken: { name: 'Authorization', in: 'header', value: DEMO.adminToken },
      },
    }),
  };
  /* As the document has them. */
  const routes = Object.keys(content.paths);
  const place = ({ path }) => routes.indexOf(path);
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const settings = () => ({
    content,
    authentication,
    theme: 'none',
    layout: 'modern',
    forceDarkModeState: dark.matches ? 'dark' : 'light',
    hideDarkModeToggle: true,
    withDefaultFonts: false,
    telemetry: false,
    agent: { disabled: true },
    mcp: { disabled: true },
    showDeveloperTools: 'never',
    servers: [{ url: origin, description: 'The local stack' }],
    hideClientButton: true,
    hideTestRequestButton: !isLocal,
    hiddenClients: true,
    documentDownloadType: 'none',
    defaultOpenFirstTag: false,
    operationTitleSource: 'summary',
    operationsSorter: (a, b) => place(a) - place(b),
    generateOperationSlug: ({ operationId }) => operationId,
    generateTagSlug: ({ name }) => name,
  });
  /* What the renderer leaves without a name, names otherwise than it shows, or makes a landmark among many. */
  const name = () => {
    for (const button of document.querySelectorAll('button[class*="copy-button"]:not([aria-label])'))
      button.setAttribute('aria-label', 'Copy');
    for (const button of document.querySelectorAll('.show-more[aria-label^="Show all "]'))
      button.setAttribute('aria-label', button.getAttribute('aria-label').replace('Show all', 'Show More:'));
    for (const editor of document.querySelectorAll('.code-input-lite__editor:not([aria-label])')) {
      editor.setAttribute('aria-label', 'Path');
      editor.setAttribute('role', 'textbox');
    }
    for (const header of document.querySelectorAll('.t-doc__header header:not([role])')) {
      header.setAttribute('role', 'group');
      header.parentElement.setAttribute('role', 'region');
      header.parentElement.setAttribute('aria-label', 'Menu of the reference');
    }
    for (const card of document.querySelectorAll('.scalar-card[role="region"]'))
      card.setAttribute('role', 'group');
  };
  new MutationObserver(name).observe(document.querySelector('#reference'), {
    childList: true,
    subtree: true,
  });
  const reference = globalThis.Scalar.createApiReference('#reference', settings());
  dark.addEventListener('change', () => reference.updateConfiguration(settings()));
})();
