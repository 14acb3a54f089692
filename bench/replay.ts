import type { Db } from '#shared/data/table/db.ts';

/** The bare SDK as a peer: the calls that our code made are sent again, to a table of their own. */

interface Call {
  readonly Command: new (input: object) => unknown;
  readonly input: object;
  /** Calls of one wave were under way at the same time. */
  readonly wave: number;
}

type Command = { readonly input: object; readonly constructor: unknown };

export interface Recorder {
  /** The table with a client that remembers its calls. */
  readonly db: Db;
  /** @returns the calls since the last time */
  take(): readonly Call[];
}

export const recorderOf = (db: Db): Recorder => {
  let calls: Call[] = [];
  let wave = 0;
  let underWay = 0;
  const send = async (command: Command): Promise<unknown> => {
    if (underWay === 0) wave += 1;
    underWay += 1;
    calls.push({ Command: command.constructor as Call['Command'], input: command.input, wave });
    try {
      return await db.doc.send(command as never);
    } finally {
      underWay -= 1;
    }
  };
  return {
    db: { ...db, doc: { send } as unknown as Db['doc'] },
    take() {
      const taken = calls;
      calls = [];
      return taken;
    },
  };
};

/** A copy in which one text stands for another, in keys and values. */
const renamed = (value: unknown, from: string, to: string): unknown => {
  if (typeof value === 'string') return value.replaceAll(from, to);
  if (Array.isArray(value)) return value.map((one) => renamed(one, from, to));
  if (value === null || typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype)
    return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name.replaceAll(from, to), renamed(one, from, to)]),
  );
};

type Replay = readonly (readonly Call[])[];

/** Calls for another table, by wave. */
export const replayOf = (calls: readonly Call[], from: string, to: string): Replay => {
  const waves = [...Map.groupBy(calls, ({ wave }) => wave).values()];
  return waves.map((wave) =>
    wave.map((call) => ({ ...call, input: renamed(call.input, from, to) as object })),
  );
};

/** Sends recorded calls with the SDK alone; what it refuses was refused before, too. */
export const replay = async ({ doc }: Db, waves: Replay): Promise<void> => {
  const send = ({ Command, input }: Call): Promise<unknown> =>
    doc.send(new Command(input) as never).catch((error: unknown) => error);
  for (const wave of waves) await Promise.all(wave.map(send));
};
