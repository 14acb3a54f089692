import { describe, expect, it } from 'vitest';
import { STREAM_WORKERS, WORKERS } from '#shared/contracts/queues.ts';
import { concurrencyOf, streamWindowOf } from '../../infra/settings/concurrency.ts';
import { resources, synthesise } from './synthesis.ts';

const of = (settings: Partial<Parameters<typeof concurrencyOf>[0]>) =>
  concurrencyOf({
    account: '',
    bulk: '',
    delivery: '',
    sending: '',
    reports: '',
    webhooks: '',
    deadLetters: '',
    ...settings,
  });

const DEFAULTS = Object.fromEntries(WORKERS.map(({ id, maxConcurrency }) => [id, maxConcurrency]));

describe('the concurrency of workers', () => {
  it('is that of the contracts in an account as support grants it', () => {
    expect(of({})).toEqual(DEFAULTS);
    expect(of({ account: 100 })).toEqual(DEFAULTS);
  });

  it('leaves a fifth of a new account to requests, with the least that AWS takes', () => {
    expect(new Set(Object.values(of({ account: '10' })))).toEqual(new Set([2]));
  });

  it('shrinks with the account, and never takes what is for requests', () => {
    for (let account = 10; account <= 60; account += 1) {
      const found = of({ account });
      const {
        'workers.report': reports = 0,
        'workers.bulk-dead-letter': dead = 0,
        'workers.deliver-webhooks': webhooks = 0,
        ...lasting
      } = found;
      const brief = Math.max(reports, dead, webhooks);
      const total = Object.values(lasting).reduce((sum, number) => sum + number, brief);
      expect(total).toBeLessThanOrEqual(0.8 * account);
      expect(Math.min(...Object.values(found))).toBeGreaterThanOrEqual(2);
    }
  });

  it('is what the operator names, and the others make room for it', () => {
    expect(of({ bulk: '40' })).toEqual({ ...DEFAULTS, 'workers.bulk-chunk': 40 });
    expect(of({ account: '40', bulk: 20 })).toMatchObject({
      'workers.bulk-chunk': 20,
      'workers.deliver': 4,
      'workers.send': 4,
    });
  });

  it('is refused where requests would have too little, naming each', () => {
    expect(() => of({ account: '10', bulk: '3' })).toThrow(
      'Workers would take 9 of the 10 functions that the account runs at once (accountConcurrency), and may take 8, ' +
        'so that requests have a fifth: lower bulkConcurrency=3, deadLettersConcurrency=2, deliveryConcurrency=2, ' +
        'sendingConcurrency=2, reportsConcurrency=2, webhooksConcurrency=2.',
    );
    expect(() => of({ bulk: 400, sending: 400 })).toThrow('Workers would take 804 of the 1000');
  });

  it.each(['1', '1001', '2.5', 'many', -3])('is refused as %s', (bulk) => {
    expect(() => of({ bulk })).toThrow(/bulkConcurrency .* must be a whole number from 2 to 1000/);
  });

  it('refuses an account smaller than AWS makes any', () => {
    expect(() => of({ account: '9' })).toThrow(/accountConcurrency "9" must be a whole number from 10/);
  });

  it('stands at the source of each worker', () => {
    const { workers, delivery } = synthesise({ accountConcurrency: '10' });
    const sources = [workers, delivery].flatMap((one) => resources(one, 'AWS::Lambda::EventSourceMapping'));
    const limits = sources.flatMap(([, { Properties }]) => Properties['ScalingConfig'] ?? []);
    expect(limits).toEqual(WORKERS.map(() => ({ MaximumConcurrency: 2 })));
    const windows = sources.flatMap(
      ([, { Properties }]) => Properties['MaximumBatchingWindowInSeconds'] ?? [],
    );
    expect(windows).toEqual(STREAM_WORKERS.map(() => 5));
  });

  it('leaves the stream its own pace where the account is not small', () => {
    const sources = resources(synthesise().workers, 'AWS::Lambda::EventSourceMapping');
    const windows = sources.flatMap(
      ([, { Properties }]) => Properties['MaximumBatchingWindowInSeconds'] ?? [],
    );
    expect(windows).toEqual(STREAM_WORKERS.map(({ batchWindow }) => batchWindow));
    expect([19, 20, ''].map(streamWindowOf)).toEqual([5, 0, 0]);
  });
});
