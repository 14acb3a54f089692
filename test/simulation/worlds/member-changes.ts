import { isDeepStrictEqual } from 'node:util';
import { unpack } from '#shared/data/table/packed.ts';
import type { ChangeOrigin } from '#shared/domain/members/change-origin.ts';
import type { Consents } from '#shared/domain/members/consents.ts';
import type { Item } from '../dynamodb/values.ts';
import type { Simulation } from '../world.ts';

interface Line {
  readonly version: number;
  readonly changed: ChangeOrigin | null;
  readonly changes: Readonly<Record<string, { readonly was?: unknown; readonly is?: unknown }>>;
}

const STATUSES: Readonly<Record<string, string>> = {
  sms: 'sms_status',
  email: 'email_status',
  push: 'push_status',
};

/** What callers see of a stored member, by the names of changes. */
const shown = (item: Item): Readonly<Record<string, unknown>> => {
  const properties = JSON.parse(String(item['properties'])) as Record<string, unknown>;
  const consents = JSON.parse(String(item['consents'])) as Consents;
  const statuses = item['statuses'] as Record<string, unknown>;
  const { optin_channel, optin_subchannel } = item;
  return {
    ...Object.fromEntries(
      Object.entries(properties).map(([name, value]) => [
        name === 'email' || name === 'msisdn' ? name : `properties.${name}`,
        value,
      ]),
    ),
    ...Object.fromEntries(Object.entries(consents).map(([slug, answer]) => [`consents.${slug}`, answer])),
    ...Object.fromEntries(Object.entries(statuses).map(([channel, value]) => [STATUSES[channel], value])),
    ...(optin_channel !== null && { optin_channel }),
    ...(optin_subchannel !== null && { optin_subchannel }),
  };
};

/** Plays the lines of a member from nothing; each must begin where the one before ended. */
const replayed = (lines: readonly Line[], violations: string[]): Readonly<Record<string, unknown>> => {
  const state: Record<string, unknown> = {};
  for (const { version, changes } of lines)
    for (const [name, { was, is }] of Object.entries(changes)) {
      if (!isDeepStrictEqual(state[name], was))
        violations.push(`version ${version}: ${name} was ${JSON.stringify(state[name])}, not as recorded`);
      if (is === undefined) delete state[name];
      else state[name] = is;
    }
  return state;
};

const linesAt = (items: readonly Item[], pk: string): Line[] =>
  items
    .filter((item) => item['pk'] === pk && item['kind'] === 'member-change' && !item['erased'])
    .sort((one, other) => (String(one['sk']) < String(other['sk']) ? -1 : 1))
    .map((item) => ({
      version: Number(item['version']),
      changed: item['changed'] as ChangeOrigin | null,
      changes: unpack(item['changes'] as never),
    }));

/**
 * Once the stream is drained, the lines of a member that is there lead from nothing to what it is, each of a version that was committed, with
 * where that came from; and there are none of a member that is gone.
 */
export const checkChanges = ({ model, changes }: Simulation): string[] => {
  const items = [...model.table.all()];
  const partitions = new Set(
    items
      .filter(({ kind, erased }) => kind === 'member' || (kind === 'member-change' && !erased))
      .map(({ pk }) => String(pk)),
  );
  return [...partitions].flatMap((pk) => {
    const lines = linesAt(items, pk);
    const member = items.find((item) => item['pk'] === pk && item['kind'] === 'member');
    if (!member) return [`${pk} is gone, and has lines of versions ${lines.map(({ version }) => version)}`];
    const violations: string[] = [];
    const state = replayed(lines, violations);
    if (!isDeepStrictEqual(state, shown(member))) violations.push('the lines do not lead to the member');
    for (const { version, changed } of lines) {
      const committed = changes.find(
        ({ key, after }) => key.pk === pk && key.sk === 'MEMBER' && after?.['version'] === version,
      );
      if (!isDeepStrictEqual(committed?.after?.['changed'] ?? null, changed))
        violations.push(`version ${version} did not come from ${JSON.stringify(changed)}`);
    }
    return violations.map((violation) => `${pk}: ${violation}`);
  });
};
