import { el } from '../dom.ts';
import { count, words } from '../format.ts';
import { localApi } from '../local-api.ts';
import { plot } from '../plot.ts';
import { empty, heading, region, type View } from '../view.ts';

export const metrics: View = {
  name: 'metrics',
  title: 'Metrics',
  local: true,
  show(context) {
    context.root.append(
      heading('Metrics', 'What the functions count since the start; the bars are the last ten minutes.'),
      region(context, {
        load: (signal) => localApi.metrics(signal),
        again: () => 5000,
        render: ({ series, totals, descriptions, interval_seconds }) => {
          const names = Object.keys(descriptions).filter((name) => totals[name] !== undefined);
          const others = Object.keys(descriptions).filter((name) => totals[name] === undefined);
          return [
            names.length === 0 && empty('Nothing was counted yet.'),
            el(
              'div',
              { class: 'plots' },
              ...names.map((name) =>
                el(
                  'section',
                  { class: 'card' },
                  el('h2', {}, words(name)),
                  el('strong', {}, count(totals[name] ?? 0)),
                  plot(words(name), series[name] ?? [], interval_seconds),
                  el('p', { class: 'soft' }, descriptions[name] ?? ''),
                ),
              ),
            ),
            others.length > 0 &&
              el('p', { class: 'soft' }, `Not counted yet: ${others.map((name) => words(name)).join(', ')}.`),
          ];
        },
      }),
    );
  },
};
