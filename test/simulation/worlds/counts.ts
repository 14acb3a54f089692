import { idsIn } from '#shared/domain/members/member-block.ts';
import type { Item } from '../dynamodb/values.ts';
import type { Simulation } from '../world.ts';

const byNumber = (a: number, b: number) => a - b;

const idsOfBlock = ({ block, created, removed }: Item): number[] =>
  idsIn(Number(block), { created: created as Uint8Array, removed: removed as Uint8Array });

/** Once the stream is drained, blocks and counts are what the members are. */
export const checkCounts = ({ model }: Simulation): string[] => {
  const items = [...model.table.all()];
  const ofKind = (kind: string) => items.filter((item) => item['kind'] === kind);
  const live = ofKind('member').map(({ id }) => Number(id));
  const listed = ofKind('member-block').flatMap(idsOfBlock);
  const count = items
    .filter(({ pk }) => String(pk).endsWith('#COUNT#members'))
    .reduce((sum, { n }) => sum + Number(n ?? 0), 0);
  const names = (ids: number[]) => [...ids].sort(byNumber).join(', ');
  return [
    ...(names(live) === names(listed) ? [] : [`members are ${names(live)}, listed are ${names(listed)}`]),
    ...(count === live.length ? [] : [`there are ${live.length} members, counted are ${count}`]),
  ];
};
