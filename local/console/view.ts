import type { LoyaltyClient } from '../../packages/client/src/main.ts';
import { type Children, el, replaceIn } from './dom.ts';
import { hrefOf, type Place } from './location.ts';

/** What a view works with; it ends with the signal. */
export interface ViewContext extends Place {
  readonly root: HTMLElement;
  readonly signal: AbortSignal;
  readonly client: LoyaltyClient;
  readonly club: string;
  readonly token: string;
  readonly isLocal: boolean;
}

export interface View {
  /** In the address. */
  readonly name: string;
  readonly title: string;
  /** Needs the tools of the local stack. */
  readonly local?: boolean;
  /** Not in the navigation; the view there that it belongs to. */
  readonly within?: string;
  show(context: ViewContext): void;
}

const problem = (error: unknown, again: () => void): HTMLElement =>
  el(
    'div',
    { class: 'problem', role: 'alert' },
    el('p', {}, error instanceof Error ? error.message : String(error)),
    el('button', { type: 'button', onclick: again }, 'Try again'),
  );

interface Region<T> {
  readonly load: (signal: AbortSignal) => Promise<T>;
  readonly render: (data: T) => Children;
  /** Milliseconds until the next look, while the page is visible; nothing: no other look. */
  readonly again?: (data: T) => number | undefined;
}

/**
 * A part of a view that shows what it loads, and looks again for changes. It draws only what has changed, so that a
 * selection of text and the place in a list stay.
 */
export const region = <T>({ signal }: Pick<ViewContext, 'signal'>, { load, render, again }: Region<T>) => {
  const part = el('div', { class: 'region', 'aria-busy': 'true' }, el('p', { class: 'soft' }, 'Loading …'));
  let drawn: string | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const look = async (): Promise<void> => {
    clearTimeout(timer);
    let pause: number | undefined = 5000;
    try {
      const data = await load(signal);
      if (signal.aborted) return;
      const text = JSON.stringify(data);
      if (text !== drawn) replaceIn(part, ...render(data));
      drawn = text;
      pause = again?.(data);
    } catch (error) {
      if (signal.aborted) return;
      drawn = undefined;
      replaceIn(
        part,
        problem(error, () => void look()),
      );
      if (!again) pause = undefined;
    }
    part.removeAttribute('aria-busy');
    if (pause !== undefined)
      timer = setTimeout(() => void (document.hidden ? waitUntilVisible() : look()), pause);
  };
  const waitUntilVisible = (): void =>
    document.addEventListener('visibilitychange', () => void look(), { once: true, signal });

  signal.addEventListener('abort', () => clearTimeout(timer));
  void look();
  return Object.assign(part, { look });
};

/** The way from a view to the one in the navigation that it belongs to. */
export const back = (view: string, title: string): HTMLElement =>
  el('a', { class: 'back', href: hrefOf(view) }, title);

/** The heading of a view, with a line of explanation. */
export const heading = (title: string, lead?: string, ...beside: Children): HTMLElement =>
  el(
    'div',
    { class: 'heading' },
    el('div', {}, el('h1', {}, title), lead !== undefined && el('p', { class: 'lead' }, lead)),
    beside.length > 0 && el('div', { class: 'actions' }, ...beside),
  );

export const empty = (text: string, ...more: Children): HTMLElement =>
  el('div', { class: 'empty' }, el('p', {}, text), ...more);

/** Runs what a button does, which is off meanwhile. @param failed called with the error */
export const action = (
  text: string,
  run: () => Promise<unknown>,
  failed: (error: unknown) => void,
): HTMLButtonElement => {
  const button = el('button', { type: 'button' }, text);
  button.addEventListener('click', async () => {
    button.disabled = true;
    await run().catch(failed);
    button.disabled = false;
  });
  return button;
};
