import type { Template } from '#shared/domain/messaging/message.ts';
import type { TemplateType } from '#shared/vocabulary.ts';
import type { Db } from '../table/db.ts';
import { templateKey } from '../table/messaging-keys.ts';
import { packed, unpacked } from '../table/packed.ts';
import { type Item, readItems } from '../table/read.ts';
import type { TransactWrite } from '../table/transact.ts';
import {
  nextVersion,
  unchangedCondition,
  type Versioned,
  type VersionedChange,
  versionOf,
} from '../table/versioned.ts';

const toItem = (club: string, template: Template, version: number): Item => ({
  ...templateKey(club, template.id),
  kind: 'template',
  v: 1,
  version,
  id: template.id,
  message_id: template.message_id,
  type: template.type,
  wrapper_id: template.wrapper_id,
  content: packed(template.content),
  retired: template.retired,
  created_at: template.created_at,
  updated_at: template.updated_at,
});

const fromItem = (item: Item): Template => ({
  id: Number(item['id']),
  message_id: Number(item['message_id']),
  type: item['type'] as TemplateType,
  wrapper_id: item['wrapper_id'] as number | null,
  content: unpacked(item['content']) as Template['content'],
  retired: item['retired'] === true,
  created_at: String(item['created_at']),
  updated_at: String(item['updated_at']),
});

/** Templates by id, retired ones included; missing ones are left out. */
export const findTemplates = async (
  db: Db,
  club: string,
  ids: readonly number[],
): Promise<readonly Versioned<Template>[]> => {
  const items = await readItems(
    db,
    ids.map((id) => templateKey(club, id)),
  );
  return items.map((item) => ({ entity: fromItem(item), version: versionOf(item) }));
};

/** The write of a new or retired template. */
export const templateWrites = (
  db: Db,
  club: string,
  change: VersionedChange<Template>,
): readonly TransactWrite[] => [
  {
    write: {
      Put: {
        TableName: db.table,
        Item: toItem(club, change.after, nextVersion(change)),
        ...unchangedCondition(change.seen),
      },
    },
    refusal: 'stale',
  },
];
