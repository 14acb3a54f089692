import { Liquid } from 'liquidjs';
import type { ClubMessages, Localized } from './club.ts';
import { type ClubFile, type ClubFileRule, pointerTo } from './club-file-shape.ts';

type MessageKind = keyof ClubMessages;

/** The channel that carries a message. */
const CHANNEL_OF = {
  welcome_sms: 'sms',
  welcome_email: 'email',
  opt_out_sms: 'sms',
  opt_out_email: 'email',
} as const satisfies Record<MessageKind, keyof ClubFile['channels']>;

const KINDS = Object.keys(CHANNEL_OF) as MessageKind[];

const liquid = new Liquid();

const liquidErrorOf = (template: string): string | undefined => {
  try {
    liquid.parse(template);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message.split('\n')[0] : String(error);
  }
};

interface PlacedText {
  readonly path: string;
  readonly texts: Localized;
}

/** Every localized text of the file (subjects and bodies) with its place. */
const textsOf = ({ messages }: ClubFile): PlacedText[] =>
  KINDS.flatMap((kind) =>
    Object.entries(messages[kind] ?? {}).flatMap(([product, message]) =>
      Object.entries<Localized>({ ...message }).map(([field, texts]) => ({
        path: pointerTo('messages', kind, product, field),
        texts,
      })),
    ),
  );

const messagesHaveAChannel: ClubFileRule = ({ messages, channels }) =>
  KINDS.filter((kind) => messages[kind] && !channels[CHANNEL_OF[kind]]).map((kind) => ({
    path: pointerTo('messages', kind),
    problem: `The club has no ${CHANNEL_OF[kind]} channel. Add /channels/${CHANNEL_OF[kind]} or remove the message.`,
  }));

const messageProductsExist: ClubFileRule = ({ messages, products }) =>
  KINDS.flatMap((kind) =>
    Object.keys(messages[kind] ?? {})
      .filter((product) => !Object.hasOwn(products, product))
      .map((product) => ({
        path: pointerTo('messages', kind, product),
        problem: `The club has no product "${product}". Add it to /products or remove the message.`,
      })),
  );

const switchedOnMessagesExist: ClubFileRule = ({ messages, products }) =>
  Object.entries(products).flatMap(([product, switches]) =>
    KINDS.filter((kind) => {
      const texts = messages[kind] ?? {};
      return switches[`sends_${kind}`] && !Object.hasOwn(texts, product) && !Object.hasOwn(texts, 'default');
    }).map((kind) => ({
      path: pointerTo('products', product, `sends_${kind}`),
      problem: `There is no message to send. Add /messages/${kind}/${product} or /messages/${kind}/default.`,
    })),
  );

const textsSpeakTheClubsLanguages: ClubFileRule = (file) => {
  const { languages } = file.member_schema;
  return textsOf(file).flatMap(({ path, texts }) =>
    Object.keys(texts)
      .filter((language) => !languages.includes(language))
      .map((language) => ({
        path: path + pointerTo(language),
        problem: `The club does not speak "${language}". Write one of its languages: ${languages.join(', ')}.`,
      })),
  );
};

const textsCoverTheDefaultLanguage: ClubFileRule = (file) => {
  const { default_language } = file.member_schema;
  return textsOf(file)
    .filter(({ texts }) => !Object.hasOwn(texts, default_language))
    .map(({ path }) => ({
      path: path + pointerTo(default_language),
      problem: `The text in the default language "${default_language}" is missing. Add it.`,
    }));
};

const textsAreLiquid: ClubFileRule = (file) =>
  textsOf(file).flatMap(({ path, texts }) =>
    Object.entries(texts).flatMap(([language, text]) => {
      const error = liquidErrorOf(text);
      const problem = `The Liquid template is broken: ${error}. Correct it.`;
      return error === undefined ? [] : [{ path: path + pointerTo(language), problem }];
    }),
  );

/** What automatic messages must satisfy, in the order in which problems are told. */
export const MESSAGE_RULES: readonly ClubFileRule[] = [
  messagesHaveAChannel,
  messageProductsExist,
  switchedOnMessagesExist,
  textsSpeakTheClubsLanguages,
  textsCoverTheDefaultLanguage,
  textsAreLiquid,
];
