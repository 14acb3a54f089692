import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LOCAL_MASTER } from './environment.ts';

/** The local master secret; with a data folder it outlives the stack, or the kept passwords would be lost with it. */
export const persistentSecret = (dataDir: string | undefined) => {
  const file = dataDir === undefined ? undefined : join(dataDir, 'master-secret.json');
  return {
    read(): string {
      try {
        if (file !== undefined) return readFileSync(file, 'utf8');
      } catch {
        // Never rotated: the demo key, as ever.
      }
      return JSON.stringify(LOCAL_MASTER);
    },
    write(text: string): void {
      if (dataDir === undefined || file === undefined) return;
      mkdirSync(dataDir, { recursive: true });
      writeFileSync(file, text, { mode: 0o600 });
    },
  };
};
