import { afterEach, expect, it, vi } from 'vitest';
import { metrics } from '#shared/ports/metrics.ts';
import { createRuntime } from '#shared/runtime.ts';

afterEach(() => vi.restoreAllMocks());

it('writes a count as a line that CloudWatch reads, at once, and with no dimension but the service', () => {
  const lines: string[] = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => {
    lines.push(String(line));
    return true;
  });
  const runtime = createRuntime({ env: (name) => (name.endsWith('NAMESPACE') ? 'Loyalty/test' : '') });
  runtime.use(metrics).count('LogInsFailed');
  runtime.use(metrics).count('LogInsFailed', 3);
  vi.restoreAllMocks();
  expect(lines.map((line) => JSON.parse(line))).toEqual(
    [1, 3].map((count) => ({
      _aws: {
        Timestamp: expect.any(Number),
        CloudWatchMetrics: [
          {
            Namespace: 'Loyalty/test',
            Dimensions: [['service']],
            Metrics: [{ Name: 'LogInsFailed', Unit: 'Count' }],
          },
        ],
      },
      service: 'loyalty',
      LogInsFailed: count,
    })),
  );
});
