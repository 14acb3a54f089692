import { byId, el, replaceIn, say } from './dom.ts';
import { time } from './format.ts';
import { localApi } from './local-api.ts';
import { action } from './view.ts';

const STEPS = [
  { text: '+1 h', title: 'Move the clock by one hour', seconds: 60 * 60 },
  { text: '+1 day', title: 'Move the clock by one day', seconds: 24 * 60 * 60 },
];

const LOOK_MS = 15_000;

/** The stack's clock, and buttons that move it: what becomes due by that is done at once. */
export const showClock = async (): Promise<void> => {
  const face = el('time', {});
  let ahead = 0;
  const set = (now: string): void => {
    ahead = Date.parse(now) - Date.now();
    tick();
  };
  const tick = (): void => {
    const now = new Date(Date.now() + ahead).toISOString();
    face.dateTime = now;
    const text = time(now);
    if (face.textContent !== text) face.textContent = text;
  };
  const buttons = STEPS.map(({ text, title, seconds }) => {
    const button = action(
      text,
      async () => {
        const { now } = await localApi.advance(seconds);
        set(now);
        say(`The clock was moved to ${time(now)}; what became due has run.`);
        dispatchEvent(new Event('hashchange'));
      },
      (error) => say(String(error)),
    );
    button.title = title;
    return button;
  });
  replaceIn(byId('clock'), face, ...buttons);
  const look = async () => set((await localApi.health()).now);
  await look();
  setInterval(tick, 1000);
  setInterval(() => void (document.hidden || look().catch(() => undefined)), LOOK_MS);
};
