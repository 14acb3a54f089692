/** Generated members: different from run to run, the same within one. */
export interface DemoMember {
  readonly properties: Readonly<Record<string, unknown>>;
}

const FIRST = ['Kari', 'Ola', 'Ingrid', 'Lars', 'Nora', 'Jonas', 'Sofie', 'Emil', 'Maja', 'Henrik'];
const LAST = ['Hansen', 'Johansen', 'Olsen', 'Larsen', 'Berg', 'Haugen', 'Dahl', 'Lie', 'Moen', 'Strand'];

const pick = (from: readonly string[], n: number): string => from[n % from.length] ?? '';
const two = (n: number): string => String(n).padStart(2, '0');

/** E-mails of one run start so, in canonical form. */
export const emailPrefix = (run: string): string => `demo.${run}.`;

/** Norwegian numbers of eight digits: the members of a run have different ones, two runs most likely too. */
const mobileOf = (run: string, n: number): string => {
  const start = [...run].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 50_000_000, 7) * 31;
  return `47${40_000_000 + ((start + n) % 50_000_000)}`;
};

const demoMember = (run: string, n: number): DemoMember => ({
  properties: {
    email: `${emailPrefix(run)}${n}@example.com`,
    msisdn: mobileOf(run, n),
    first_name: pick(FIRST, n),
    last_name: pick(LAST, Math.floor(n / 10)),
    birthday: `${1950 + (n % 50)}-${two(1 + (n % 12))}-${two(1 + (n % 28))}`,
    interests: n % 2 === 0 ? ['sportwear'] : ['bikes_and_cars', 'sportwear'],
    language: n % 3 === 0 ? 'en' : 'no',
    zip_code: String(1000 + (n % 9000)),
  },
});

export const CHANGED_ZIP = '9999';
export const WRONG_LANGUAGE = 'pl';

const withProperty = (member: DemoMember, name: string, value: unknown): DemoMember => ({
  properties: { ...member.properties, [name]: value },
});

/** The same members again: 2 % with a new zip code, 1 % with a language that the club does not have. */
export const sameAgain = (run: string, count: number): DemoMember[] =>
  Array.from({ length: count }, (_, n) => {
    const member = demoMember(run, n);
    if (n % 50 === 0) return withProperty(member, 'zip_code', CHANGED_ZIP);
    return n % 100 === 1 ? withProperty(member, 'language', WRONG_LANGUAGE) : member;
  });

export const demoMembers = (run: string, from: number, to: number): DemoMember[] =>
  Array.from({ length: to - from }, (_, n) => demoMember(run, from + n));
