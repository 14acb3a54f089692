import { chunkContext, chunkOf } from '#shared/bulk/chunk-content.ts';
import type { BulkChunkMessage } from '#shared/contracts/queue-messages.ts';
import { CHUNK_MAX_ROWS } from '#shared/domain/bulk/bulk-request.ts';
import { clubRules, isValid, validateNewMember } from '#shared/domain/members/member-draft.ts';
import { sealer } from '#shared/ports/secrets.ts';
import { call } from '../../test/support/api.ts';
import { cpuOf, median, takeTurns } from '../cpu.ts';
import type { Goal } from '../goal.ts';
import { modelWorld } from '../model.ts';
import { people } from '../peers/people.ts';

/** Chunks of a round. */
const CHUNKS = 20;

export const goal: Goal = {
  id: 'P3',
  measures:
    'What of the CPU of a created member is neither the SDK nor left to choice: opening the message that its row comes in (AES-GCM, gzip, JSON), and validating the row by the schema of the club (ajv). Of what `bulk-cpu` measures beyond the bare SDK, the rest is our own code.',
  unit: 'ms of CPU a member',
  measure: async () => {
    const { world } = await modelWorld();
    const rows = people(CHUNK_MAX_ROWS, 1).map(({ id, ...properties }) => ({ properties }));
    await call(world, 'member-bulks.create-or-update', { body: { members: rows } });
    const message = JSON.parse(world.queue.sent[0]?.body ?? '') as BulkChunkMessage;
    const rules = clubRules(world.club, 'default');
    const { unseal } = world.runtime.use(sealer);
    const perMember = (chunk: () => unknown) => async () =>
      (await cpuOf(async () => {
        for (let n = 0; n < CHUNKS; n += 1) await chunk();
      })) /
      (CHUNKS * CHUNK_MAX_ROWS);
    const taken = await takeTurns(
      {
        'opening its message': perMember(() => unseal(message.sealed, chunkContext(chunkOf(message)))),
        'validating its row': perMember(() => {
          for (const row of rows)
            if (!isValid(validateNewMember(rules, row))) throw new Error('A row is not valid');
        }),
      },
      { warmUps: 5 },
    );
    return Object.entries(taken).map(([of, rounds]) => ({ of, ours: median(rounds) }));
  },
};
