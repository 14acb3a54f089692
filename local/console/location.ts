/** A place in the console: `#/outbox/12?to=ann`. */
export interface Place {
  readonly view: string;
  readonly id: string | undefined;
  readonly query: URLSearchParams;
}

export const placeOf = (hash: string): Place => {
  const [path = '', query] = hash.replace(/^#\/?/, '').split('?');
  const [view = '', ...id] = path.split('/');
  return {
    view,
    id: id.length === 0 ? undefined : decodeURIComponent(id.join('/')),
    query: new URLSearchParams(query),
  };
};

type Query = Readonly<Record<string, string | number | undefined>>;

/** Empty values are left out. */
export const hrefOf = (view: string, id?: string | number, query: Query = {}): string => {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [[name, String(value)] as const],
  );
  const path = id === undefined ? view : `${view}/${encodeURIComponent(id)}`;
  return `#/${path}${pairs.length > 0 ? `?${new URLSearchParams(Object.fromEntries(pairs))}` : ''}`;
};

export const go = (href: string): void => {
  location.hash = href;
};
