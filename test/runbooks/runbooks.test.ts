import { describe, expect, it } from 'vitest';
import { ACCESS_LOG_FIELDS } from '../../infra/constructs/access-log.ts';
import { FUNCTION_IDS } from '../../infra/handlers.ts';
import { resources, synthesise } from '../infra/synthesis.ts';
import { people, schedule } from '../support/bulk.ts';
import { deliver } from '../support/deliver.ts';
import { filterPattern } from '../support/filter-pattern.ts';
import { type LogLine, linesWhile } from '../support/log.ts';
import { deliverAll, mailingWorld, welcomed } from '../support/mailing.ts';
import { GUIDE, LOOKS } from './guide.ts';
import { SCENES, type Scene } from './incidents.ts';
import { NAMESPACE, observed } from './world.ts';

/** How CloudFormation spells a function's id in the name of its log group. */
const inGroup = (id: string): string => id.replace(/[.-]/g, '');

const played = new Map<Scene, Promise<LogLine[]>>();

/** What the function of a scene really writes. */
const linesOf = (scene: Scene): Promise<LogLine[]> => {
  const known = played.get(scene) ?? scene.prepare().then((fail) => linesWhile(fail));
  played.set(scene, known);
  return known;
};

/** How many lines of each scene a filter finds. */
const foundBy = async (runbook: string, group: string, pattern: string): Promise<number[]> => {
  const matches = filterPattern(pattern);
  const counts: number[] = [];
  for (const scene of SCENES[runbook] ?? []) {
    if (!inGroup(scene.function).includes(group)) continue;
    counts.push((await linesOf(scene)).filter(matches).length);
  }
  return counts;
};

describe('a runbook', () => {
  it.each(LOOKS)(
    '$runbook: look $group $pattern finds what happened',
    async ({ runbook, group, pattern }) => {
      expect(Math.max(0, ...(await foundBy(runbook, group, pattern)))).toBeGreaterThan(0);
    },
  );

  it.each(Object.entries(SCENES))('%s sees each of its failures by some filter', async (runbook, scenes) => {
    const looks = LOOKS.filter((look) => look.runbook === runbook);
    for (const scene of scenes) {
      const lines = await linesOf(scene);
      const seen = looks.filter(
        ({ group, pattern }) => inGroup(scene.function).includes(group) && lines.some(filterPattern(pattern)),
      );
      expect(seen.length, `${scene.function}: ${JSON.stringify(lines)}`).toBeGreaterThan(0);
    }
  });

  it('names log groups that there are', () => {
    const names = FUNCTION_IDS.map(inGroup);
    const wrong = LOOKS.filter(({ group }) => !names.some((name) => name.includes(group)));
    expect(wrong).toEqual([]);
  });

  it('asks the access log for fields that it has', () => {
    const queries = [...GUIDE.matchAll(/`(fields [^`]+)`/g)].map(([, query = '']) => query);
    expect(queries.length).toBeGreaterThan(0);
    const words = queries.flatMap((query) => query.match(/\b[a-z]+(_[a-z]+)+\b/g) ?? []);
    expect(words.filter((word) => !(word in ACCESS_LOG_FIELDS))).toEqual([]);
  });

  it('finds nothing where all is well', async () => {
    const world = observed(await mailingWorld());
    const lines = await linesWhile(async () => {
      await schedule(world, { members: people(2) });
      await deliver(world, world.queue.sent.splice(0));
      await welcomed(world);
      await deliverAll(world);
    });
    expect(lines.length).toBeGreaterThan(3);
    const isProgress = ({ pattern }: { pattern: string }) => /" done"| done" \}/.test(pattern);
    const wrong = LOOKS.filter((look) => !isProgress(look) && lines.some(filterPattern(look.pattern)));
    expect(wrong).toEqual([]);
  });
});

interface Counted {
  readonly runbook: string;
  readonly metric: string;
  readonly dimensions: unknown;
}

/** Metrics of our own that alarms watch, as the templates say. */
const ALARMED: readonly Counted[] = resources(
  synthesise({ stage: 'prod' }).monitoring,
  'AWS::CloudWatch::Alarm',
).flatMap(([, { Properties }]) => {
  const [, runbook = ''] = /operations\.md#(.+)$/.exec(String(Properties['AlarmDescription'])) ?? [];
  const plain = Properties['Namespace'] === NAMESPACE ? [Properties] : [];
  const inMath = (Properties['Metrics'] ?? []).flatMap(({ MetricStat }: any) =>
    MetricStat?.Metric.Namespace === NAMESPACE ? [MetricStat.Metric] : [],
  );
  return [...plain, ...inMath].map(({ MetricName, Dimensions }) => ({
    runbook,
    metric: MetricName,
    dimensions: Object.fromEntries(Dimensions.map(({ Name, Value }: any) => [Name, Value])),
  }));
});

/** What a line counts, as CloudWatch reads the embedded metric format. */
const countsIn = (line: LogLine): Counted[] =>
  (line['_aws']?.CloudWatchMetrics ?? []).flatMap(({ Namespace, Dimensions, Metrics }: any) =>
    Metrics.map(({ Name }: any) => ({
      metric: `${Namespace} ${Name}`,
      dimensions: Object.fromEntries(Dimensions[0].map((name: string) => [name, line[name]])),
    })),
  );

describe('the metric of an alarm', () => {
  const ringing = ALARMED.filter(({ metric }) => metric !== 'DeliveriesSent');

  it('is there', () => expect(ringing.length).toBeGreaterThan(5));

  it.each(ringing)(
    '$metric is counted when $runbook comes about',
    async ({ runbook, metric, dimensions }) => {
      const lines = (await Promise.all((SCENES[runbook] ?? []).map(linesOf))).flat();
      const counted = lines.flatMap(countsIn);
      expect(counted).toContainEqual({ metric: `${NAMESPACE} ${metric}`, dimensions });
    },
  );
});
