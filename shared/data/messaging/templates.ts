import type { Template } from '#shared/domain/messaging/message.ts';
import type { Db } from '../table/db.ts';
import { templateKey } from '../table/messaging-keys.ts';
import { pack, unpack } from '../table/packed.ts';
import { itemType, type Stored } from '../table/stored-items.ts';
import type { TransactWrite } from '../table/transact.ts';
import { nextVersion, unchangedCondition, type Versioned, type VersionedChange } from '../table/versioned.ts';

const TEMPLATE = itemType('template', (club: string, template: Template, version: number) => ({
  ...templateKey(club, template.id),
  version,
  id: template.id,
  message_id: template.message_id,
  type: template.type,
  wrapper_id: template.wrapper_id,
  content: pack(template.content),
  retired: template.retired,
  created_at: template.created_at,
  updated_at: template.updated_at,
}));

const fromItem = ({ pk, sk, kind, v, version, content, ...template }: Stored<typeof TEMPLATE>): Template => ({
  ...template,
  content: unpack(content),
});

/** Templates by id, retired ones included; missing ones are left out. */
export const findTemplates = async (
  db: Db,
  club: string,
  ids: readonly number[],
): Promise<readonly Versioned<Template>[]> => {
  const items = await TEMPLATE.findAll(
    db,
    ids.map((id) => templateKey(club, id)),
  );
  return items.map((item) => ({ entity: fromItem(item), version: item.version }));
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
        Item: TEMPLATE.item(club, change.after, nextVersion(change)),
        ...unchangedCondition(change.seen),
      },
    },
    checkName: 'stale',
  },
];
