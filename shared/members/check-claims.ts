import {
  type ClaimFinding,
  checkSuspectedFault,
  findSuspectedFaults,
} from '#shared/data/members/claim-faults.ts';
import { type ClaimPage, PAGE_ITEMS, readClaimPage } from '#shared/data/members/claim-pages.ts';
import { identifierName } from '#shared/data/members/claims.ts';
import type { Db } from '#shared/data/table/db.ts';
import { type Key, memberKey } from '#shared/data/table/keys.ts';
import { batchesOf } from '#shared/data/table/read.ts';
import { database } from '#shared/ports/database.ts';
import { metrics } from '#shared/ports/metrics.ts';
import type { Runtime } from '#shared/runtime.ts';

/** Suspects checked side by side: each asks every shard of an index. */
const AT_ONCE = 4;

interface PageCheck {
  readonly findings: readonly ClaimFinding[];
  /** Identifiers with a write under way, whose state is not final yet. */
  readonly underWay: number;
}

/** What is wrong with the members and claims of a page. */
export const checkPage = async (db: Db, page: ClaimPage, now: string): Promise<PageCheck> => {
  const findings: ClaimFinding[] = [];
  let underWay = 0;
  for (const slice of batchesOf(await findSuspectedFaults(db, page), AT_ONCE)) {
    for (const result of await Promise.all(slice.map((suspect) => checkSuspectedFault(db, suspect, now)))) {
      if (result === 'under-way') underWay += 1;
      else if (result !== 'sound') findings.push(result);
    }
  }
  return { findings, underWay };
};

/** A run looks at so many items of all kinds: as many pages, wherever it begins. */
const SAMPLE_PAGES = 4;

/** A run stops early enough to finish the page that it is at. */
const STOP_BEFORE_MILLISECONDS = 10_000;

/**
 * A place in the table by chance. Partitions lie in the order of their hashes, and a page may begin behind a key that
 * no item has.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Scan.html
 */
const randomKey = (db: Db): Key => memberKey(db.uuid(), 1);

const logFinding = (runtime: Runtime, { club, identifier, fault, claim, holders }: ClaimFinding): void => {
  runtime.use(metrics).count('ClaimsBroken');
  runtime.log.error('claim broken', {
    club,
    identifier,
    fault,
    ...(claim && { claimed_by: claim.owner }),
    members: holders.map(({ id }) => id),
  });
};

/** Checks a part of the table, another one at every run, and logs each broken claim once (fault F106). */
export const checkSample = async (
  runtime: Runtime,
  { remainingMilliseconds }: { remainingMilliseconds(): number },
): Promise<void> => {
  const db = runtime.use(database);
  const found = new Map<string, ClaimFinding>();
  let from: Key | undefined = randomKey(db);
  let left = SAMPLE_PAGES * PAGE_ITEMS;
  let isWrapped = false;
  while (left > 0 && remainingMilliseconds() > STOP_BEFORE_MILLISECONDS) {
    const page: ClaimPage = await readClaimPage(db, { from });
    const { findings } = await checkPage(db, page, runtime.now().toISOString());
    for (const finding of findings) found.set(`${finding.club} ${identifierName(finding)}`, finding);
    left -= page.scanned;
    // Behind the last partition comes the first; a small table is read to its end once more at most.
    if (!page.next && isWrapped) break;
    isWrapped ||= !page.next;
    from = page.next;
  }
  for (const finding of found.values()) logFinding(runtime, finding);
};
