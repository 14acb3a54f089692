/** A seed that once failed, and what it found. */
interface Regression {
  readonly world: string;
  readonly seed: number;
  readonly found: string;
}

/**
 * Seeds that ever failed; the gate runs them beside its range. What a seed does changes when the code under test
 * makes other calls or the simulation draws another chance, so what a finding was about also stands as a test of its
 * own, in `test/worker` or `test/data`.
 */
export const REGRESSIONS: readonly Regression[] = [
  // Of the first release.
  { world: 'bulk', seed: 71, found: 'a row released a claim beside its own copy: two members of one e-mail' },
  { world: 'bulk', seed: 93, found: 'the same without any fault but two copies of one request' },
  { world: 'bulk', seed: 200, found: 'a live member without the claim of its e-mail' },
  { world: 'bulk', seed: 518, found: 'a late copy made a member after its chunk had been counted' },
  { world: 'bulk', seed: 777, found: 'a live member without the claim of its number' },
  { world: 'bulk', seed: 591, found: 'a late copy of an import made a member uncounted' },
  { world: 'restore', seed: 1083, found: 'a row gave back the claim of another row of its id' },
];
