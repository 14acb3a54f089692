import { Command } from 'commander';
import { vi } from 'vitest';
import type { Db } from '#shared/data/table/db.ts';
import { addAuditCommands } from '../../cli/commands/audit.ts';
import { addClubCommands } from '../../cli/commands/clubs.ts';
import { addMemberCommands } from '../../cli/commands/members.ts';
import { addTokenCommands } from '../../cli/commands/tokens.ts';
import type { Ended } from './loyalty-process.ts';

const written = (stream: NodeJS.WriteStream) => {
  const spy = vi.spyOn(stream, 'write').mockReturnValue(true);
  return () => {
    const text = spy.mock.calls.map(([chunk]) => String(chunk)).join('');
    spy.mockRestore();
    return text;
  };
};

const COMMANDS: readonly ((program: Command) => unknown)[] = [
  addAuditCommands,
  addClubCommands,
  addMemberCommands,
  addTokenCommands,
];

/** The same commands without a process for each: only what the entry adds is missing. One at a time. */
export const commandsOn = (db: Pick<Db, 'table'>, dynamodbUrl: string, commands = COMMANDS) => {
  const run = async (args: readonly string[]): Promise<Ended> => {
    const program = new Command('loyalty').option('--local').option('--table <name>').option('--json');
    for (const add of commands) add(program);
    vi.stubEnv('DYNAMODB_PORT', new URL(dynamodbUrl).port);
    const [stdout, stderr] = [written(process.stdout), written(process.stderr)];
    try {
      await program.exitOverride().parseAsync(['--local', '--table', db.table, ...args], { from: 'user' });
    } finally {
      vi.unstubAllEnvs();
    }
    const code = Number(process.exitCode ?? 0);
    process.exitCode = undefined;
    return { code, stdout: stdout(), stderr: stderr() };
  };
  return {
    run,
    /** Runs with `--json`, insists on success and silence on standard error. */
    async json(args: readonly string[]): Promise<any> {
      const { code, stdout, stderr } = await run(['--json', ...args]);
      if (code !== 0 || stderr !== '') throw new Error(`exit code ${code}: ${stderr}`);
      return JSON.parse(stdout);
    },
  };
};
