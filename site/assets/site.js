/* What the pages do with a script: buttons that copy, and the search. Without it they only lack these. */
(() => {
  const make = (name, properties = {}, children = []) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  };

  /* Copying. */
  const status = make('p', { className: 'visually-hidden', role: 'status' });
  document.body.append(status);
  const SHOWN_MS = 1600;
  for (const block of document.querySelectorAll('.code')) {
    const button = make('button', { type: 'button', className: 'copy', textContent: 'Copy' });
    button.addEventListener('click', async () => {
      await navigator.clipboard.writeText(block.querySelector('pre').textContent);
      button.textContent = 'Copied';
      status.textContent = 'Copied';
      setTimeout(() => {
        button.textContent = 'Copy';
        status.textContent = '';
      }, SHOWN_MS);
    });
    block.append(button);
  }

  /* The current page is seen in the list of pages, however long it is. */
  const side = document.querySelector('.side');
  const current = side.querySelector('[aria-current]');
  side.scrollTop = Math.max(0, current.offsetTop - side.clientHeight / 2);

  /* Searching. */
  const find = document.querySelector('.find');
  const input = find.querySelector('input');
  const found = find.querySelector('.found');
  const count = find.querySelector('[role=status]');
  find.hidden = false;

  const STOP_WORDS = new Set(
    'a an and are as at be by for from in is it of on or that the to with'.split(' '),
  );
  /* A beginning of a word, and a misspelling, say something from this length on. */
  const PREFIX_FROM = 3;
  const FUZZY_FROM = 5;
  const SETTINGS = {
    idField: 'u',
    fields: ['h', 'p', 't'],
    storeFields: ['p', 'h', 't'],
    /* Names in code are found whole and by their parts. */
    tokenize: (text) =>
      text
        .split(/[^\p{L}\p{N}_]+/u)
        .flatMap((word) => (word.includes('_') ? [word, ...word.split('_')] : [word]))
        .filter((word) => word !== ''),
    processTerm: (term) => (STOP_WORDS.has(term.toLowerCase()) ? null : term.toLowerCase()),
    searchOptions: {
      boost: { h: 6, p: 2 },
      prefix: ({ length }) => length >= PREFIX_FROM,
      fuzzy: ({ length }) => (length >= FUZZY_FROM ? 0.2 : false),
      combineWith: 'AND',
    },
  };
  let index;
  /* The index is half a megabyte: it is loaded when someone wants to search. */
  const load = () => {
    index ??= new Promise((resolve, reject) => {
      const loaded = () => {
        const search = new MiniSearch(SETTINGS);
        search.addAll(SEARCH);
        resolve(search);
      };
      document.head.append(make('script', { src: 'assets/search.js', onload: loaded, onerror: reject }));
    });
    return index;
  };

  const AROUND = 60;
  const LONGEST = 180;
  /* The text around the first word that was found, with the words marked. */
  const snippet = (text, words) => {
    const pattern = new RegExp(
      `(${words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')})`,
      'gi',
    );
    const at = Math.max(0, text.search(pattern) - AROUND);
    const part = `${at > 0 ? '… ' : ''}${text.slice(at, at + LONGEST)}${text.length > at + LONGEST ? ' …' : ''}`;
    return part
      .split(pattern)
      .map((piece, n) => (n % 2 === 1 ? make('mark', { textContent: piece }) : piece));
  };

  const MOST = 12;
  const show = async () => {
    const query = input.value.trim();
    if (query === '') {
      found.hidden = true;
      count.textContent = '';
      return;
    }
    const results = (await load()).search(query);
    if (query !== input.value.trim()) return;
    const items = results
      .slice(0, MOST)
      .map(({ id, p, h, t, terms }) =>
        make('li', {}, [
          make('a', { href: id }, [
            make('b', { textContent: h || p }),
            make('small', { textContent: h ? p : '' }),
            make('span', {}, snippet(t, terms)),
          ]),
        ]),
      );
    found.replaceChildren(
      items.length > 0 ? make('ul', {}, items) : make('p', { textContent: `Nothing about “${query}”` }),
    );
    found.hidden = false;
    count.textContent = results.length === 1 ? '1 result' : `${results.length} results`;
  };

  const close = () => {
    found.hidden = true;
  };
  input.addEventListener('focus', load, { once: true });
  input.addEventListener('input', show);
  let isClosing = false;
  input.addEventListener('focus', () => isClosing || show());
  find.addEventListener('focusout', ({ relatedTarget }) => {
    if (!find.contains(relatedTarget)) close();
  });
  /* A click on a section of this page leaves the page where it is. */
  found.addEventListener('click', ({ target }) => target.closest('a') && close());
  find.addEventListener('keydown', (event) => {
    const links = [...found.querySelectorAll('a')];
    const at = links.indexOf(document.activeElement);
    const go = { ArrowDown: at + 1, ArrowUp: at - 1 }[event.key];
    if (event.key === 'Escape') {
      isClosing = true;
      close();
      input.focus();
      isClosing = false;
    } else if (event.key === 'Enter' && document.activeElement === input) links[0]?.click();
    else if (go !== undefined && links.length > 0) {
      event.preventDefault();
      (go < 0 ? input : (links[go] ?? links.at(-1))).focus();
    }
  });
  document.addEventListener('keydown', (event) => {
    const isTyping = /^(?:INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName ?? '');
    const isWanted = event.key === '/' || (event.key === 'k' && (event.ctrlKey || event.metaKey));
    if (!isWanted || (isTyping && event.key === '/')) return;
    event.preventDefault();
    input.focus();
    input.select();
  });
})();
