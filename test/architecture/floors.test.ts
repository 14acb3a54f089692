import { describe, expect, it } from 'vitest';
import { read } from './repository.ts';
import { ROOMS } from './rooms.ts';

const PAGE = read('docs/architecture.md');

/** `| 4 | \`crypto\`, \`data\` | … |` → the floor of each room. */
const written = new Map(
  [...PAGE.matchAll(/^\| (\d+) \| ((?:`[\w-]+`(?:, )?)+) \|/gm)].flatMap(([, floor, rooms = '']) =>
    [...rooms.matchAll(/`([\w-]+)`/g)].map(([, room = '']) => [room, Number(floor)] as const),
  ),
);

describe('the floors in docs/architecture.md', () => {
  it('hold every room once', () => {
    expect([...written.keys()].sort()).toEqual(ROOMS.map(({ name }) => name).sort());
  });

  it('carry a room as low as what it imports allows', () => {
    const floors = new Map<string, number>();
    const floorOf = (name: string): number => {
      const known = floors.get(name);
      if (known !== undefined) return known;
      const room = ROOMS.find((one) => one.name === name);
      const floor = 1 + Math.max(0, ...(room?.rooms ?? []).map(floorOf));
      floors.set(name, floor);
      return floor;
    };
    expect(Object.fromEntries(written)).toEqual(
      Object.fromEntries(ROOMS.map(({ name }) => [name, floorOf(name)])),
    );
  });

  it('are below sections with the numbers that code cites', () => {
    const numbers = [...PAGE.matchAll(/^## (\d+)\. /gm)].map(([, number]) => Number(number));
    expect(numbers).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));
  });
});
