/** Finding a Java that can run DynamoDB Local. */
import { spawn } from 'node:child_process';

/** DynamoDB Local 3.x is compiled for Java 17. */
const OLDEST_JAVA = 17;

function unusable(found: string): Error {
  return new Error(
    `DynamoDB Local needs Java ${OLDEST_JAVA} or newer, but ${found}: install a Java runtime ` +
      `(for example OpenJDK 21), or let AWS_ENDPOINT_URL_DYNAMODB point to another DynamoDB.`,
  );
}

function versionText(javaPath: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(javaPath, ['-version'], { stdio: ['ignore', 'ignore', 'pipe'] });
    let text = '';
    child.stderr.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
    child.once('error', () => reject(unusable(`"${javaPath}" cannot be run`)));
    // macOS ships a /usr/bin/java that only says that there is no Java.
    child.once('close', (code) =>
      code === 0 ? resolve(text) : reject(unusable(`"${javaPath}" is not a working Java`)),
    );
  });
}

/** The feature release in the first line of `java -version`: "21.0.2", "17", and "1.8.0_392" for Java 8. */
export function javaRelease(text: string): number | undefined {
  const match = /version "(?:1\.)?(\d+)/.exec(text);
  return match?.[1] === undefined ? undefined : Number(match[1]);
}

export async function requireJava(javaPath: string): Promise<void> {
  const release = javaRelease(await versionText(javaPath));
  if (release === undefined) throw unusable(`"${javaPath}" does not print its version`);
  if (release < OLDEST_JAVA) throw unusable(`"${javaPath}" is Java ${release}`);
}
