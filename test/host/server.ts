import { createWriteStream } from 'node:fs';
import path from 'node:path';
import { type CodeServer } from './codeServer.ts';
import { HumanError } from './humanError.ts';
import { startProcessGroup } from './processGroup.ts';
import { profileArguments, serverEnvironment, type Profile } from './profile.ts';
import { makeTemporaryFolder } from './temporaryFolder.ts';

/** A code-server may take this long to listen; it needs less than a second on an idle machine. */
const readyWithinMs = 60_000;

/** How much of what a server prints is kept for error messages, in UTF-16 code units. */
const rememberedLength = 20_000;

/** A VS Code in the browser, on loopback only. */
export interface Server {
  readonly port: number;
  /** Also the id of the process group that everything of this server runs in. */
  readonly processId: number;
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  /** Settles when the server is gone, by {@link stop} or by itself, with the last that it printed. */
  readonly ended: Promise<string>;
  /** Ends the server and all its extension hosts, terminals and watchers. */
  stop(): Promise<void>;
}

/** How to start a {@link Server}. */
export interface ServerOptions {
  /** 0, the default, lets the system choose a free one. */
  readonly port?: number;
  /** Added to the environment of the server and so of the extension host; undefined takes a variable away. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Whether VS Code asks if a folder is trusted. Default: it does not, and all are. */
  readonly hasWorkspaceTrust?: boolean;
  /** Lets a page load an extension under development and its tests into the extension host. */
  readonly isTestDriver?: boolean;
  /** Seconds without any page after which the server ends itself: what is left if this process is killed outright. */
  readonly idleTimeoutSeconds?: number;
}

/** Starts code-server; resolves when it takes requests. Throws {@link HumanError} if it does not start. */
export async function startServer(
  codeServer: CodeServer,
  profile: Profile,
  options: ServerOptions = {},
): Promise<Server> {
  const forSockets = makeTemporaryFolder('acs-');
  const group = startProcessGroup(
    process.execPath,
    [
      codeServer.entryFile,
      ...['--auth', 'none', '--bind-addr', `127.0.0.1:${options.port ?? 0}`],
      ...profileArguments(profile),
      ...['--disable-telemetry', '--disable-update-check', '--disable-getting-started-override'],
      ...(options.hasWorkspaceTrust === true ? [] : ['--disable-workspace-trust']),
      ...(options.isTestDriver === true ? ['--vscode-option', 'enable-smoke-test-driver'] : []),
      ...(options.idleTimeoutSeconds === undefined
        ? []
        : ['--idle-timeout-seconds', String(options.idleTimeoutSeconds)]),
    ],
    { env: serverEnvironment(profile, { TMPDIR: forSockets.path, ...options.environment }) },
  );
  const { child } = group;
  const stop = async (): Promise<void> => {
    await group.stop();
    await forSockets.remove();
  };
  const log = createWriteStream(path.join(profile.folder, 'server.log'));
  let printed = '';
  const ended = new Promise<string>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => {
      log.end();
      resolve(printed);
    });
  });
  const port = await new Promise<number>((resolve, reject) => {
    const timer = setTimeout(() => {
      void stop();
      reject(new HumanError(`code-server did not start within ${readyWithinMs / 1000} s:\n${printed}`));
    }, readyWithinMs);
    const listen = (chunk: Buffer): void => {
      log.write(chunk);
      printed = (printed + chunk.toString()).slice(-rememberedLength);
      const found = /HTTP server listening on http:\/\/127\.0\.0\.1:(\d+)/.exec(printed)?.[1];
      if (found === undefined) return;
      clearTimeout(timer);
      resolve(Number(found));
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    ended.then((said) => {
      clearTimeout(timer);
      reject(new HumanError(`code-server ended at once:\n${said}`));
    }, reject);
  });
  return { port, processId: child.pid ?? 0, origin: `http://127.0.0.1:${port}`, ended, stop };
}
