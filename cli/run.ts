import type { Command } from 'commander';
import type { SecretStore } from '#shared/admin/keys.ts';
import { recordAct } from '#shared/data/audit/acts.ts';
import type { Db } from '#shared/data/table/db.ts';
import { ENV } from '#shared/env-names.ts';
import type { Runtime } from '#shared/runtime.ts';
import { type ConnectionOptions, connect } from './connection.ts';
import { EXIT } from './exit-codes.ts';
import { exitCodeOf, failureOf } from './failures.ts';
import { operatorName } from './operator.ts';
import { operatorRuntime } from './operator-runtime.ts';
import { printFailure, printReport, type Report } from './output.ts';
import { connectQueues, type QueuePlace } from './queue-connection.ts';
import { connectSecret } from './secret-connection.ts';

interface GlobalOptions extends ConnectionOptions {
  readonly json?: boolean;
}

/** What a command gets beside its own arguments. */
export interface CommandContext {
  /** Opened on first use: some commands need no table. */
  readonly db: () => Db;
  /** For what the functions do as well. */
  readonly runtime: () => Runtime;
  /** The queues of a stage; `--local` needs none. */
  readonly queues: (stage: string | undefined) => Promise<QueuePlace>;
  /** The deployment's master secret. */
  readonly secret: () => SecretStore;
  readonly now: Date;
  /** Who runs the command, for records that say so. */
  readonly operator: string;
  /** `--local`: the stack on this machine. */
  readonly isLocal: boolean;
}

/** Records what a command did; one that needs no table only where a table is named. */
const record = async (
  command: Command,
  { act: done }: Report,
  { db, isOpen, options }: { db: () => Db; isOpen: boolean; options: GlobalOptions },
): Promise<void> => {
  const isNamed = options.table !== undefined || process.env[ENV.tableName] !== undefined;
  if (!done || !(isOpen || isNamed)) return;
  const act = `${command.parent?.name()} ${command.name()}`;
  const by = { entity_type: 'user', entity_id: operatorName() } as const;
  await recordAct(db(), { at: new Date().toISOString(), act, by, ...done });
};

/**
 * Turns a function from options to a report into a commander action: reports and failures are printed here and
 * nowhere else, and a failure becomes the exit code instead of a stack trace.
 */
export const reporting =
  <Arguments extends readonly unknown[]>(
    act: (context: CommandContext, ...args: Arguments) => Promise<Report> | Report,
  ) =>
  async (...received: unknown[]): Promise<void> => {
    // Commander appends the command itself to the declared arguments and the options.
    const command = received.at(-1) as Command;
    const options = command.optsWithGlobals<GlobalOptions>();
    const asJson = options.json === true;
    let opened: Db | undefined;
    const db = (): Db => {
      opened ??= connect(options, process.env);
      return opened;
    };
    try {
      const given = received.slice(0, -1) as unknown as Arguments;
      const report = await act(
        {
          db,
          runtime: () => operatorRuntime(db()),
          queues: (stage) => connectQueues(options, process.env, stage),
          secret: () => connectSecret(options, process.env),
          now: new Date(),
          operator: operatorName(),
          isLocal: options.local === true,
        },
        ...given,
      );
      // It is done and may not come again, such as a receipt or a key: it is printed whether or not it can be recorded.
      printReport(report, asJson);
      await record(command, report, { db, isOpen: opened !== undefined, options });
      process.exitCode = report.exitCode ?? EXIT.done;
    } catch (error) {
      const failure = failureOf(error);
      printFailure(failure, asJson);
      process.exitCode = exitCodeOf(failure);
    } finally {
      opened?.doc.destroy();
    }
  };
