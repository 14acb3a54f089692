import { templateProblem } from '../liquid/template.ts';
import { NOTIFICATION_RULES as AUTOMATIC, type MessageKind } from '../notifications/automatic-message.ts';
import type { Localized } from './club.ts';
import { type ClubFile, type ClubFileRule, pointerTo } from './club-file-shape.ts';

const KINDS = Object.keys(AUTOMATIC) as MessageKind[];
const channelOf = (kind: MessageKind) => AUTOMATIC[kind].channel;

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
  KINDS.filter((kind) => messages[kind] && !channels[channelOf(kind)]).map((kind) => ({
    path: pointerTo('messages', kind),
    problem: `The club has no ${channelOf(kind)} channel. Add /channels/${channelOf(kind)} or remove the message.`,
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
    KINDS.flatMap((kind) => {
      const { toggle } = AUTOMATIC[kind];
      const texts = messages[kind] ?? {};
      if (!toggle || !switches[toggle]) return [];
      if (Object.hasOwn(texts, product) || Object.hasOwn(texts, 'default')) return [];
      const problem = `There is no message to send. Add /messages/${kind}/${product} or /messages/${kind}/default.`;
      return [{ path: pointerTo('products', product, toggle), problem }];
    }),
  );

const textsAreInClubLanguages: ClubFileRule = (file) => {
  const { languages } = file.member_schema;
  return textsOf(file).flatMap(({ path, texts }) =>
    Object.keys(texts)
      .filter((language) => !languages.includes(language))
      .map((language) => ({
        path: path + pointerTo(language),
        problem: `The club does not have the language "${language}". Write one of its languages: ${languages.join(', ')}.`,
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
      const error = templateProblem(text);
      const problem = `The Liquid template is broken: ${error}. Correct it.`;
      return error === undefined ? [] : [{ path: path + pointerTo(language), problem }];
    }),
  );

/** What automatic messages must satisfy, in the order in which problems are reported. */
export const CLUB_FILE_MESSAGE_RULES: readonly ClubFileRule[] = [
  messagesHaveAChannel,
  messageProductsExist,
  switchedOnMessagesExist,
  textsAreInClubLanguages,
  textsCoverTheDefaultLanguage,
  textsAreLiquid,
];
