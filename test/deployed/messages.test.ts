import { randomInt } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { until } from '../../local/examples/wait-until.ts';
import { given } from './support/given.ts';
import { type Mall, openMall } from './support/operator.ts';

let mall: Mall;
beforeAll(async () => {
  mall = await openMall(given().stage, 'message-mall');
});

const join = async (email: string, more: object = {}): Promise<number> => {
  const properties = { email, first_name: 'Ann', last_name: 'Nowak', language: 'en', ...more };
  const quiet = { send_sms_welcome_message: false, send_email_welcome_message: false };
  return (await mall.client.members.create({ properties, ...quiet })).id;
};
const mailbox = (name: string): string => `${name}-${mall.slug}@simulator.amazonses.com`;

const MAIL = { type: 'email', content: { subject: 'Sale', body: '<p>Hi {{member.first_name}}!</p>' } };
const SMS = { type: 'plain', content: { body: 'Sale, {{member.first_name}}!' } };

/** Sends at once. @returns the id of the sending */
const send = async (
  type: 'email' | 'sms',
  definition: object,
  members: readonly number[],
): Promise<number> => {
  const { message } = await mall.client.messages.create({
    message: {
      name: `By ${type}`,
      channels: [{ type, template: { type: 'inline', definition } }],
      sending: {
        schedule: { type: 'immediate' },
        recipients: members.map((member_id) => ({ member_id })),
      },
    },
  } as any);
  return message.latest_sending?.id ?? 0;
};

/** What the engine has taken for delivery. */
const engineTells = async (what: string): Promise<any> =>
  (await fetch(`${given().url}/_ministack/${what}`)).json();

/** The dispatches of a sending, once all of them are as wanted. */
const dispatches = (id: number, isWanted: (dispatch: any) => boolean): Promise<readonly any[]> =>
  until(`the dispatches of sending ${id}`, async () => {
    const { dispatches: all } = await mall.client.dispatches.list({ id });
    return all.length > 0 && all.every(isWanted) ? all : undefined;
  });

describe('messages', () => {
  it('follows a mail from the request to the report of its delivery', async () => {
    const id = await join(mailbox('success+one'));
    const sending = await send('email', MAIL, [id]);
    const [dispatch] = await dispatches(sending, ({ delivery_status }) => delivery_status !== 'pending');
    expect(dispatch).toMatchObject({
      member_id: id,
      transmission_status: 'transmitted',
      delivery_status: 'delivered',
    });
    expect((await mall.client.sendings.get({ id: sending })).sending.status).toBe('transmitted');
  });

  it('ends mail to an address that bounces', async () => {
    const id = await join(mailbox('bounce+one'));
    const sending = await send('email', MAIL, [id]);
    await dispatches(sending, ({ delivery_status }) => delivery_status === 'failed');
    expect((await mall.client.members.get({ id })).email_status).toBe('hard_bounced');
  });

  it('sends an SMS to each of several members once', async () => {
    const area = randomInt(100_000, 1_000_000);
    const numbers = Array.from({ length: 7 }, (_, n) => `47${area}0${n}`);
    const ids: number[] = [];
    for (const msisdn of numbers) ids.push(await join(`${msisdn}@example.com`, { msisdn }));
    const sending = await send('sms', SMS, ids);
    const sent = await dispatches(
      sending,
      ({ transmission_status }) => transmission_status === 'transmitted',
    );
    expect(sent.map(({ member_id }) => member_id).toSorted()).toEqual(ids.toSorted());
    const { sms_messages } = await engineTells('sns/sms-messages');
    const received = numbers.map((number) =>
      sms_messages[`+${number}`]
        .map(({ Message }: any) => Message)
        .filter((text: string) => text.startsWith('Sale')),
    );
    expect(received).toEqual(numbers.map(() => ['Sale, Ann!']));
  });

  it('welcomes a member by mail, whose link leads to a page of the API', async () => {
    const address = mailbox('success+welcome');
    await mall.client.members.create({
      properties: { email: address, first_name: 'Eva', last_name: 'Berg', language: 'en' },
      send_email_welcome_message: true,
    });
    const mail = await until('the welcome mail', async () => {
      const { messages } = await engineTells('ses/messages');
      return Object.values<any[]>(messages)
        .flat()
        .find(({ To }) => To.includes(address));
    });
    const [link = ''] = mail.BodyHtml.match(/http[^"]*verif[^"]*/) ?? [];
    expect(link.startsWith(given().stage.url)).toBe(true);
    const page = await fetch(link.replaceAll('&amp;', '&'));
    expect([page.status, page.headers.get('content-type')]).toEqual([
      200,
      expect.stringContaining('text/html'),
    ]);
  });
});
