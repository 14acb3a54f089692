import { createClient } from '../../packages/client/src/main.ts';
import { showClock } from './clock.ts';
import { byId, el, replaceIn } from './dom.ts';
import { type Config, localApi } from './local-api.ts';
import { placeOf } from './location.ts';
import { empty, type View } from './view.ts';
import { VIEWS } from './views/all.ts';

/** Shows the view of the address, whose data come from the API, and from the tools of a local stack where it is one. */

const CLUB = 'loyalty-console-club';

let leave = new AbortController();

const showNavigation = (views: readonly View[], current: View): void => {
  const links = views
    .filter(({ within }) => within === undefined)
    .map(({ name, title }) =>
      el(
        'li',
        {},
        el(
          'a',
          {
            id: `view-${name}`,
            href: `#/${name}`,
            'aria-current': (current.within ?? current.name) === name && 'page',
          },
          title,
        ),
      ),
    );
  const fold = el('details', {}, el('summary', { id: 'menu' }, current.title), el('ul', {}, ...links));
  fold.open = matchMedia('(min-width: 60rem)').matches;
  replaceIn(byId('views'), fold);
};

const chosenClub = ({ clubs }: Config) =>
  clubs.find(({ slug }) => slug === sessionStorage.getItem(CLUB)) ?? clubs[0];

const show = (config: Config, views: readonly View[], moved: boolean): void => {
  leave.abort();
  leave = new AbortController();
  const place = placeOf(location.hash);
  const main = byId('main');
  const view = views.find(({ name }) => name === place.view);
  const club = chosenClub(config);
  if (!view || !club) {
    replaceIn(main, empty('There is no such page.', el('a', { href: '#/' }, 'To the first page')));
    return;
  }
  document.title = `${view.title} · Loyalty club console`;
  showNavigation(views, view);
  const root = el('div', { class: 'view' });
  const client = createClient({
    url: location.origin,
    token: club.token,
    club: club.slug,
    userAgent: config.user_agent,
    retries: 1,
  });
  const isLocal = config.local;
  view.show({ ...place, root, client, club: club.slug, token: club.token, isLocal, signal: leave.signal });
  const stays = main.contains(document.activeElement) && document.activeElement?.id !== 'main';
  replaceIn(main, root);
  if (moved && !(stays && main.contains(document.activeElement))) {
    main.focus({ preventScroll: true });
    scrollTo(0, 0);
  }
};

const showClubs = (config: Config, onChange: () => void): void => {
  if (config.clubs.length < 2) return;
  const select = el(
    'select',
    { id: 'club-select', 'aria-label': 'Club' },
    ...config.clubs.map(({ slug }) => el('option', { value: slug }, slug)),
  );
  select.value = chosenClub(config)?.slug ?? '';
  select.addEventListener('change', () => {
    sessionStorage.setItem(CLUB, select.value);
    onChange();
  });
  replaceIn(byId('club'), select);
};

const start = async (): Promise<void> => {
  const config = await localApi.config();
  const views = VIEWS.filter(({ local = false }) => config.local || !local);
  showClubs(config, () => show(config, views, false));
  document.querySelector('.skip')?.addEventListener('click', (event) => {
    event.preventDefault();
    byId('main').focus();
  });
  let last = location.hash;
  addEventListener('hashchange', () => {
    show(config, views, location.hash !== last);
    last = location.hash;
  });
  if (config.local) await showClock();
  show(config, views, false);
};

start().catch((error: unknown) => {
  replaceIn(byId('main'), empty(`The console could not start: ${String(error)}`));
});
