import { listClients, revokeClient, updateClient } from '#shared/data/client-tokens/clients.ts';
import { isProtected, removeClub, removeItems, scanClubKeys } from '#shared/data/clubs/club-deletion.ts';
import { findClub } from '#shared/data/clubs/clubs.ts';
import type { Db } from '#shared/data/table/db.ts';
import type { Club } from '#shared/domain/clubs/club.ts';
import { statusGroup } from '#shared/domain/messaging/sending-status.ts';
import { listRecentWork } from './bulk-work.ts';
import { listSendings } from './list-sendings.ts';
import { OperationRefused } from './refusals.ts';

interface Deletion {
  readonly slug: string;
  readonly now: Date;
  /** Who deletes, for the record of tokens of several clubs. */
  readonly by: string;
  /** Waits until no function has the club in its directory. */
  readonly forget: () => Promise<void>;
}

/** What a deletion did. */
interface ClubDeletion {
  readonly deleted: string;
  readonly tokens_revoked: readonly number[];
  readonly tokens_changed: readonly number[];
  readonly items: number;
}

const refuse = (code: ConstructorParameters<typeof OperationRefused>[0], message: string): never => {
  throw new OperationRefused(code, message);
};

const refuseUnderWay = async (db: Db, club: Club, now: Date): Promise<void> => {
  const open = (await listRecentWork(db, now, club.slug)).filter(({ ended }) => !ended);
  if (open.length > 0) refuse('club_in_use', `A bulk or an import of the club is under way: ${open[0]?.id}.`);
  const pending = (await listSendings(db, club, {})).find(({ status }) => statusGroup(status) === 'pending');
  if (pending)
    refuse(
      'club_in_use',
      `Sending ${pending.id} is ${pending.status}. Stop it with "loyalty sendings cancel".`,
    );
};

const hasItems = async (db: Db, slug: string, kind?: 'member'): Promise<boolean> => {
  for await (const keys of scanClubKeys(db, slug, kind)) if (keys.length > 0) return true;
  return false;
};

const refuseMembers = async (db: Db, slug: string): Promise<void> => {
  if (await hasItems(db, slug, 'member'))
    refuse(
      'club_in_use',
      `The club "${slug}" has members. Remove them first (DELETE members/:id, "members erase").`,
    );
};

/** Tokens of this club alone are revoked, those of several lose it: a later club of the slug is not theirs. */
const takeTokens = async (db: Db, { slug, now, by }: Deletion) => {
  const revoked: number[] = [];
  const changed: number[] = [];
  for (const seen of await listClients(db)) {
    if (!seen.clubs?.includes(slug)) continue;
    const clubs = seen.clubs.filter((one) => one !== slug);
    const after = {
      ...seen,
      clubs,
      updated_at: now.toISOString(),
      updated_by: { entity_type: 'user', entity_id: by } as const,
    };
    const isDone = await (clubs.length === 0 ? revokeClient(db, seen) : updateClient(db, { seen, after }));
    if (!isDone)
      refuse('club_changed', `Client token ${seen.id} has changed meanwhile. Run the command again.`);
    (clubs.length === 0 ? revoked : changed).push(seen.id);
  }
  return { tokens_revoked: revoked, tokens_changed: changed };
};

/** Everything of a slug that no club has any more. @returns how many items went */
const removeRest = async (db: Db, slug: string): Promise<number> => {
  let items = 0;
  for await (const keys of scanClubKeys(db, slug)) {
    await removeItems(db, keys);
    items += keys.length;
  }
  return items;
};

/**
 * Deletes a club that has no members and no work under way, with its client tokens and all of its items. It closes the
 * club first and removes the items when no function knows it any more; a deletion that was interrupted in between
 * continues when it is called again.
 * @throws OperationRefused `table_protected`, `club_unknown`, `club_in_use`, `club_changed`
 */
export const deleteClub = async (db: Db, deletion: Deletion): Promise<ClubDeletion> => {
  const { slug, now, forget } = deletion;
  if (await isProtected(db))
    refuse(
      'table_protected',
      `The table ${db.table} is protected from deletion, and its clubs are, too: it is no development stage.`,
    );
  const club = await findClub(db, slug);
  if (club) {
    await refuseUnderWay(db, club, now);
    await refuseMembers(db, slug);
    if (!(await removeClub(db, club)))
      refuse('club_changed', `The club "${slug}" has changed meanwhile. Run the command again.`);
  }
  if (!club && !(await hasItems(db, slug)))
    refuse('club_unknown', `There is no club "${slug}". "loyalty clubs list" shows all.`);
  const tokens = await takeTokens(db, deletion);
  await forget();
  if (await findClub(db, slug))
    refuse('club_exists', `The slug "${slug}" has a new club meanwhile: its items stay.`);
  const items = await removeRest(db, slug);
  return { deleted: slug, ...tokens, items };
};
