type Child = Node | string | number | null | undefined | false | readonly Child[];
export type Children = readonly Child[];

type Value = string | number | boolean | undefined | ((event: Event) => unknown);
type Attributes = Readonly<Record<string, Value>>;

const SVG = 'http://www.w3.org/2000/svg';

const isNode = (child: Child): child is Node => child instanceof Node;

const nodesOf = (children: Children): (Node | string)[] =>
  children.flatMap((child) => {
    if (child === null || child === undefined || child === false) return [];
    if (Array.isArray(child)) return nodesOf(child);
    return isNode(child as Child) ? [child as Node] : [String(child)];
  });

const fill = (element: Element, attributes: Attributes, children: Children): void => {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name.slice('on'.length), value);
    else if (value !== undefined && value !== false)
      element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...nodesOf(children));
};

/** An element. Text is only ever text: what members and templates wrote can become no markup. */
export const el = <K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Children
): HTMLElementTagNameMap[K] => {
  const element = document.createElement(tag);
  fill(element, attributes, children);
  return element;
};

export const svg = (tag: string, attributes: Attributes, ...children: Children): Element => {
  const element = document.createElementNS(SVG, tag);
  fill(element, attributes, children);
  return element;
};

/** Puts other children into an element; the focus stays where an element of the same id takes its place. */
export const replaceIn = (parent: Element, ...children: Children): void => {
  const focused = parent.contains(document.activeElement) ? document.activeElement?.id : undefined;
  parent.replaceChildren(...nodesOf(children));
  if (focused) document.getElementById(focused)?.focus();
};

/** An element of the page that is always there. */
export const byId = (id: string): HTMLElement => {
  const element = document.getElementById(id);
  if (!element) throw new Error(`The page has no #${id}`);
  return element;
};

/** Says something to all, also to those who do not look. */
export const say = (text: string): void => {
  const note = byId('note');
  note.textContent = text;
  note.classList.add('shown');
  setTimeout(() => note.classList.remove('shown'), 4000);
};
