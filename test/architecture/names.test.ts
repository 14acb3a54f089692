import { describe, expect, it } from 'vitest';
import { read, SOURCE_FOLDERS, typescriptIn } from './repository.ts';

/** Words that are not used in names, and the term of the field that says the same. */
const TERMS: Readonly<Record<string, string>> = {
  judge: 'validate, check',
  judgement: 'result',
  verdict: 'result',
  wish: 'params, query',
  road: 'checks',
  door: 'lookup',
  scene: 'context',
  kick: 'enqueue',
  land: 'record',
  landed: 'recorded',
  insist: 'assert',
  nudge: 'wake up',
  strangers: 'non-members',
  somebody: 'member, caller',
  nobodies: 'unmatched',
  patiently: 'retry while unavailable',
  hears: 'apply to',
  speak: 'localize',
  tidy: 'finish',
  sought: 'to find',
  untold: 'unreported',
  seize: 'take over',
  granter: 'caller token',
  guesser: 'login attempt',
  mint: 'issue',
  minted: 'issued',
  surroundings: 'platform',
  undisturbed: 'on conflict',
  spokesmen: 'representatives',
  census: 'count',
  withdrawn: 'cancelled',
  told: 'reported, described',
  nobody: 'none, unowned',
  learned: 'state',
  shelf: 'identity map',
  rewind: 'reset',
  bears: 'has',
};

const DECLARED = /\b(?:const|let|function\*?|class|interface|type)\s+([A-Za-z_$][\w$]*)/g;

const wordsOf = (name: string): string[] =>
  (name.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+/g) ?? []).map((word) => word.toLowerCase());

describe('names', () => {
  it('use the terms of the field', () => {
    const found = SOURCE_FOLDERS.flatMap(typescriptIn)
      .filter((file) => !file.includes('/generated/'))
      .flatMap((file) =>
        [...new Set([...read(file).matchAll(DECLARED)].map(([, name = '']) => name))].flatMap((name) =>
          wordsOf(name)
            .filter((word) => Object.hasOwn(TERMS, word))
            .map((word) => `${file} ${name}: ${word} → ${TERMS[word]}`),
        ),
      );
    expect(found).toEqual([]);
  });
});
