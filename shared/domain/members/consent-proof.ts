import { answersIn, type ChangeLine, currentAnswer } from './change-line.ts';
import type { Member } from './member.ts';

/** An answer as it is proven after its member was erased: without evidence, which may name a person. */
export interface ProvenAnswer {
  readonly slug: string;
  readonly status: boolean;
  readonly updated_at: string;
  /** Of the text that was answered. */
  readonly version: string | null;
}

/** The answers of a member, the newest first: those that were recorded, and those that held at the end. */
export const provenAnswers = (
  { consents }: Pick<Member, 'consents'>,
  lines: readonly ChangeLine[],
): readonly ProvenAnswer[] => {
  const names = lines.flatMap(({ changes }) =>
    Object.keys(changes).flatMap((name) =>
      name.startsWith('consents.') ? name.slice('consents.'.length) : [],
    ),
  );
  const slugs = [...new Set([...names, ...Object.keys(consents)])];
  const answers = slugs.flatMap((slug) => {
    const found = [
      ...lines.flatMap((line) => answersIn(line, slug)),
      currentAnswer(consents, slug) ?? [],
    ].flat();
    // The answer that holds is the last that was recorded, if it was.
    const distinct = new Map(
      found
        .toReversed()
        .map(({ status, updated_at, version }) => [
          `${updated_at} ${status}`,
          { slug, status, updated_at, version },
        ]),
    );
    return [...distinct.values()];
  });
  return answers.sort((one, other) => (one.updated_at < other.updated_at ? 1 : -1));
};
