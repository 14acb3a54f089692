import { createClub, findClub, updateClub } from '#shared/data/clubs/clubs.ts';
import { allocateGlobalId } from '#shared/data/table/counters.ts';
import type { Db } from '#shared/data/table/db.ts';
import type { Club } from '#shared/domain/clubs/club.ts';
import { type ClubSettings, clubFileOf, readClubFile } from '#shared/domain/clubs/club-file.ts';
import { type Change, changesBetween } from '#shared/domain/clubs/club-file-changes.ts';
import { sameJson } from '#shared/domain/member-schema/json-value.ts';
import { OperationRefused } from './refusals.ts';

interface ClubSaving {
  readonly slug: string;
  /** The parsed club file. */
  readonly file: unknown;
  readonly now: Date;
}

interface ClubUpdating extends ClubSaving {
  /** Refuses when the club is no longer at this version. */
  readonly ifVersion?: number | undefined;
}

const settingsOf = ({ slug, file }: ClubSaving): ClubSettings => {
  const reading = readClubFile(slug, file);
  if ('club' in reading) return reading.club;
  const { length } = reading.problems;
  const finding = `The club file has ${length === 1 ? 'a problem' : `${length} problems`}`;
  throw new OperationRefused('club_file_invalid', `${finding}. Nothing was saved.`, reading.problems);
};

/** @throws OperationRefused `club_unknown` */
export const existingClub = async (db: Db, slug: string): Promise<Club> => {
  const club = await findClub(db, slug);
  if (club) return club;
  throw new OperationRefused('club_unknown', `There is no club "${slug}". "loyalty clubs list" shows all.`);
};

/**
 * Creates a club from its file.
 * @throws OperationRefused `club_file_invalid`, `club_exists`
 */
export const createClubFromFile = async (db: Db, saving: ClubSaving): Promise<Club> => {
  const settings = settingsOf(saving);
  const taken = new OperationRefused(
    'club_exists',
    `There is a club "${settings.slug}" already. Change it with "loyalty clubs update", or choose another slug.`,
  );
  // Asked first so that a repeated command does not use up an id; the condition of the write is what protects.
  if (await findClub(db, settings.slug)) throw taken;
  const time = saving.now.toISOString();
  const club: Club = {
    ...settings,
    id: await allocateGlobalId(db, 'clubs'),
    schema_version: 1,
    version: 1,
    created_at: time,
    updated_at: time,
  };
  if (!(await createClub(db, club))) throw taken;
  return club;
};

const changed = (slug: string, detail: string): OperationRefused =>
  new OperationRefused(
    'club_changed',
    `The club "${slug}" has changed meanwhile: ${detail}. Look at it with "loyalty clubs show" and try again.`,
  );

/**
 * Makes a club what its file says. The id and the time of creation stay; the schema version rises only with a new
 * member schema; a file without changes writes nothing.
 * @returns the club as it is now and what changed
 * @throws OperationRefused `club_file_invalid`, `club_unknown`, `club_changed`
 */
export const updateClubFromFile = async (
  db: Db,
  saving: ClubUpdating,
): Promise<{ readonly club: Club; readonly changes: readonly Change[] }> => {
  const settings = settingsOf(saving);
  const before = await existingClub(db, settings.slug);
  const { ifVersion = before.version } = saving;
  if (ifVersion !== before.version)
    throw changed(before.slug, `it is at version ${before.version}, not ${ifVersion}`);
  const changes = changesBetween(clubFileOf(before), clubFileOf(settings));
  if (changes.length === 0) return { club: before, changes };
  const newSchema = !sameJson(before.member_schema, settings.member_schema);
  const club: Club = {
    ...settings,
    id: before.id,
    created_at: before.created_at,
    schema_version: before.schema_version + (newSchema ? 1 : 0),
    version: before.version + 1,
    updated_at: saving.now.toISOString(),
  };
  if (!(await updateClub(db, club))) throw changed(before.slug, 'someone else saved it at the same time');
  return { club, changes };
};
