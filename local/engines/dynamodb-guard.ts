/**
 * Runs a command for as long as the other end of stdin is open.
 *
 * An 'exit' handler does not run when a process is killed hard or runs out of memory, but its pipes are
 * closed in every case; so a database started through this guard never outlives the stack or the test run.
 */
import { spawn } from 'node:child_process';

const GRACE_MS = 5_000;
const [command = '', ...args] = process.argv.slice(2);

const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
child.once('error', (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(127);
});
child.once('exit', (code) => process.exit(code ?? 0));

function end(): void {
  child.kill('SIGTERM');
  setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
}

process.stdin.once('end', end).once('error', end).resume();
process.once('SIGTERM', end);
// The owner of the pipe decides; a reader of our output that went away does not.
process.stdout.on('error', () => undefined);
