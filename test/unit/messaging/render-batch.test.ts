import { describe, expect, it } from 'vitest';
import { keyRing } from '#shared/crypto/key-ring.ts';
import type { Club } from '#shared/domain/clubs/club.ts';
import type { Dispatch } from '#shared/domain/messaging/dispatch.ts';
import type { Eligibility } from '#shared/messaging/execution/check-eligibility.ts';
import { renderBatch } from '#shared/messaging/execution/render-batch.ts';
import type { TransmissionContext } from '#shared/messaging/execution/transmission-context.ts';
import { keys } from '#shared/ports/secrets.ts';
import { createRuntime } from '#shared/runtime.ts';
import { plainMember } from '../../support/plain-member.ts';

/** A claim has at most 3,000,000 bytes of texts: the rest of a batch waits for the next one. */
const MOST = 3_000_000;

const member = plainMember({
  id: 1,
  club: 'mall',
  properties: { email: 'ola@a.no' },
  now: '2026-01-01T00:00:00.000Z',
});
const eligible = (id: number): Eligibility => ({
  dispatch: { id } as unknown as Dispatch,
  addressOwner: member,
  target: { member, subscriber: member, recipient: undefined, address: 'ola@a.no' },
});
const excluded: Eligibility = {
  dispatch: { id: 99 } as unknown as Dispatch,
  addressOwner: undefined,
  reason: 'opted_out',
};

const RING = keyRing({ kid: 't1', master: 'a-master-secret-for-tests-only-0123456789' });
const runtime = createRuntime({ env: () => 'https://api.test' });
runtime.provide(keys, async () => RING);

const render = async (body: string, items: readonly Eligibility[], isLast = true) => {
  const context = {
    runtime,
    club: { slug: 'mall', name: 'Mall', channels: {} } as unknown as Club,
    execution: { snapshot: { channel: { type: 'email', from_email: 'a@mall.no', from_name: 'M' } } },
    texts: { subject: 'S', body },
  } as unknown as TransmissionContext;
  return renderBatch(context, { items, isLast });
};

/** A body whose message has so many bytes. */
const sized = async (bytes: number): Promise<string> => {
  const [one] = (await render('x', [eligible(1)])).items;
  const beside = JSON.stringify(one && 'content' in one ? one.content : {}).length - 1;
  return 'x'.repeat(bytes - beside);
};

/** As many as a batch has. */
const FULL = 24;
const full = Array.from({ length: FULL }, (_, n) => eligible(n + 1));

describe('a batch of texts', () => {
  it('is rendered as a whole where it has exactly the most bytes', async () => {
    const { items, isLast } = await render(await sized(MOST / FULL), full);
    expect([items.length, isLast]).toEqual([FULL, true]);
  });

  it('ends before the text that is too much, and is not the last then', async () => {
    const { items, isLast } = await render(await sized(MOST / FULL + 1), full);
    expect([items.length, isLast]).toEqual([FULL - 1, false]);
  });

  it('keeps what is not to be sent with its reason, and is the last where the batch was', async () => {
    const { items, isLast } = await render('Hi', [excluded, eligible(1)], false);
    expect(items).toMatchObject([{ reason: 'opted_out' }, { content: { subject: 'S' } }]);
    expect(isLast).toBe(false);
  });

  it('has the reason of a text that cannot be rendered, each time', async () => {
    const { items } = await render('{{ "x" | no_such_filter: ', full.slice(0, 3));
    expect(items.map((one) => 'reason' in one)).toEqual([true, true, true]);
  });
});
