import { TABLE } from '#shared/data/table/table-shape.ts';
import type { Engine } from '../engine.ts';
import { peer } from './peer.ts';
import type { Person } from './people.ts';

const { byEmail, byMsisdn } = TABLE.indexes;

/** The member with both identifiers unique, in the same two indexes. */
const SCHEMA = {
  format: 'onetable:1.1.0',
  version: '0.0.1',
  indexes: {
    primary: { hash: 'pk', sort: 'sk' },
    byEmail: { hash: byEmail.partitionKey, sort: byEmail.sortKey, project: 'keys' },
    byMsisdn: { hash: byMsisdn.partitionKey, sort: byMsisdn.sortKey, project: 'keys' },
  },
  models: {
    Member: {
      // biome-ignore lint/suspicious/noTemplateCurlyInString: OneTable fills it in.
      pk: { type: 'string', value: 'CLUB#bench#MEMBER#${id}' },
      sk: { type: 'string', value: 'MEMBER' },
      shard: { type: 'string', required: true },
      id: { type: 'number', required: true },
      email: { type: 'string', unique: true },
      msisdn: { type: 'string', unique: true },
      first_name: { type: 'string', required: true },
      last_name: { type: 'string', required: true },
      birthday: { type: 'string' },
    },
  },
  params: { isoDates: true, timestamps: true },
};

/** @returns creates one member with dynamodb-onetable: one transaction of the member and its unique values */
export const oneTable = async (
  { endpoint, table }: Engine,
  name: string,
): Promise<(person: Person) => Promise<unknown>> => {
  const load = await peer('onetable');
  await table(name);
  const { Table } = load('dynamodb-onetable');
  const { DynamoDBClient } = load('@aws-sdk/client-dynamodb');
  const { Dynamo } = load('dynamodb-onetable/Dynamo');
  const client = new Dynamo({
    client: new DynamoDBClient({
      endpoint,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
    }),
  });
  const members = new Table({ client, name, schema: SCHEMA, partial: false }).getModel('Member');
  return (person) => members.create({ ...person, shard: `CLUB#bench#${person.id % 16}` });
};
