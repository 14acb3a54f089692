import { el, svg } from './dom.ts';
import { count } from './format.ts';

const WIDTH = 240;
const HEIGHT = 48;

/** Counts by interval as bars; the text beside says what a screen reader needs. */
export const plot = (title: string, values: readonly number[], seconds: number): HTMLElement => {
  const most = Math.max(1, ...values);
  const step = WIDTH / values.length;
  const bars = values.flatMap((value, at) => {
    if (value === 0) return [];
    const height = Math.max(2, (value / most) * (HEIGHT - 2));
    return [
      svg('rect', { x: at * step, y: HEIGHT - height, width: Math.max(1, step - 0.5), height, rx: 0.5 }),
    ];
  });
  const sum = values.reduce((total, value) => total + value, 0);
  const minutes = Math.round((values.length * seconds) / 60);
  const text = `${title}: ${count(sum)} in the last ${minutes} minutes, at most ${count(Math.max(0, ...values))} in ${seconds} seconds`;
  return el(
    'figure',
    { class: 'plot' },
    svg(
      'svg',
      { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': text, preserveAspectRatio: 'none' },
      svg('line', { x1: 0, y1: HEIGHT - 0.5, x2: WIDTH, y2: HEIGHT - 0.5 }),
      ...bars,
    ),
  );
};
