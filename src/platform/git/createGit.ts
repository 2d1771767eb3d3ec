import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { type Git, type GitOptions, type GitResult, type Logger } from '../../core/ports.ts';
import { openGitSeries } from './gitSeries.ts';

const usualMaxBytes = 512 * 1024 * 1024;
const stderrCharacters = 8_000;

/**
 * Settings of the user that would change what git prints or does. Given on the command line, they win over every configuration file.
 */
const deafTo: readonly string[] = [
  'core.quotePath=false',
  'core.fsmonitor=false',
  'core.untrackedCache=keep',
  'color.ui=false',
  'color.diff=false',
  'color.status=false',
  'log.showSignature=false',
  'log.showRoot=true',
  'log.follow=false',
  'status.showUntrackedFiles=normal',
  'diff.interHunkContext=0',
  'diff.orderFile=/dev/null',
  'diff.relative=false',
  'diff.submodule=short',
  'diff.noprefix=false',
  'diff.mnemonicPrefix=false',
  'diff.renames=true',
  'i18n.logOutputEncoding=UTF-8',
  'gc.auto=0',
].flatMap((setting) => ['-c', setting]);

/**
 * Variables that would send git to another repository, read paths in another way or make it talk; taken out of the environment. Which
 * configuration files there are stays the person's choice, since they say which repositories git may trust.
 */
const redirecting =
  /^GIT_(?:DIR|WORK_TREE|IMPLICIT_WORK_TREE|INDEX_FILE|COMMON_DIR|NAMESPACE|PREFIX|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES|QUARANTINE_PATH|SHALLOW_FILE|GRAFT_FILE|REPLACE_REF_BASE|NOTES_REF|ATTR_SOURCE|CONFIG|CONFIG_(?!GLOBAL$|SYSTEM$|NOSYSTEM$).*|(?:LITERAL|GLOB|NOGLOB|ICASE)_PATHSPECS|TRACE.*|EXTERNAL_DIFF|DIFF_OPTS|PAGER|REDIRECT_.*)$/;

function environment(more: GitOptions['env']): Record<string, string | undefined> {
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !redirecting.test(name)));
  return {
    ...inherited,
    // Never wait for a lock that the person's own git may hold, never ask, never fetch.
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    GIT_NO_LAZY_FETCH: '1',
    // git before 2.44 does not know that one: no way of fetching is left to it.
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_PAGER: 'cat',
    LC_ALL: 'C',
    ...more,
  };
}

/** Runs the system's `git` as a child process, one a call. */
export function createGit(log: Logger): Git {
  return {
    run: (args, options) => runGit(args, options, log),
    openSeries: (args, options) =>
      openGitSeries(['--no-pager', ...deafTo, ...args], options, environment(options.env), log),
  };
}

async function runGit(args: readonly string[], options: GitOptions, log: Logger): Promise<GitResult> {
  if (options.signal?.aborted === true) return { ok: false, reason: 'cancelled', exitCode: null, stderr: '' };
  return await new Promise<GitResult>((resolve) => {
    const chunks: Uint8Array[] = [];
    const maxBytes = options.maxBytes ?? usualMaxBytes;
    let bytes = 0;
    let stderr = '';
    let failure: 'cancelled' | 'tooMuchOutput' | null = null;
    const child = spawn('git', ['--no-pager', ...deafTo, ...args], {
      cwd: options.cwd,
      env: environment(options.env),
      stdio: [options.stdin === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      windowsHide: true,
    });
    const stop = (why: 'cancelled' | 'tooMuchOutput'): void => {
      failure ??= why;
      child.kill('SIGKILL');
      // A child of git may hold the pipes open after git is gone; we do not wait for it.
      child.stdout?.destroy();
      child.stderr?.destroy();
    };
    const cancel = (): void => stop('cancelled');
    options.signal?.addEventListener('abort', cancel);
    const finish = (result: GitResult): void => {
      options.signal?.removeEventListener('abort', cancel);
      resolve(result);
    };
    child.stdout?.on('data', (chunk: Uint8Array) => {
      if (failure !== null) return;
      if (options.onStdout !== undefined) {
        options.onStdout(chunk);
        return;
      }
      bytes += chunk.length;
      if (bytes > maxBytes) stop('tooMuchOutput');
      else chunks.push(chunk);
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      if (stderr.length < stderrCharacters) stderr = (stderr + text).slice(0, stderrCharacters);
    });
    // A git that ends early closes its input; what it said is in stderr.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(options.stdin);
    child.on('error', (error: NodeJS.ErrnoException) => {
      // A missing folder to run in gives the same code as a missing program.
      const isMissing = error.code === 'ENOENT' && existsSync(options.cwd);
      if (!isMissing) log.error('git could not be started', error);
      finish({
        ok: false,
        reason: isMissing ? 'noGit' : 'failed',
        exitCode: null,
        stderr: error.message,
      });
    });
    child.on('close', (exitCode) => {
      if (failure !== null) finish({ ok: false, reason: failure, exitCode, stderr });
      else if (exitCode === 0) finish({ ok: true, stdout: Buffer.concat(chunks) });
      else finish({ ok: false, reason: 'failed', exitCode, stderr });
    });
  });
}
