import { type GitOptions } from '../../core/ports.ts';

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
const redirecting: readonly string[] = [
  ...['DIR', 'WORK_TREE', 'IMPLICIT_WORK_TREE', 'INDEX_FILE', 'COMMON_DIR', 'NAMESPACE', 'PREFIX', 'OBJECT_DIRECTORY'],
  ...['ALTERNATE_OBJECT_DIRECTORIES', 'QUARANTINE_PATH', 'SHALLOW_FILE', 'GRAFT_FILE', 'REPLACE_REF_BASE', 'NOTES_REF'],
  ...['ATTR_SOURCE', 'CONFIG', 'CONFIG_COUNT', 'CONFIG_PARAMETERS', 'LITERAL_PATHSPECS', 'GLOB_PATHSPECS'],
  ...['NOGLOB_PATHSPECS', 'ICASE_PATHSPECS', 'TRACE', 'TRACE_SETUP', 'EXTERNAL_DIFF', 'DIFF_OPTS', 'PAGER'],
].map((name) => `GIT_${name}`);

/** Those of which there are any number, and which only talk or mean nothing without one of the others. */
const redirectingFamilies = /^GIT_(?:CONFIG_(?!GLOBAL$|SYSTEM$|NOSYSTEM$).*|TRACE.*|REDIRECT_.*)$/;

function isRedirecting(name: string): boolean {
  return name.startsWith('GIT_') && (redirecting.includes(name) || redirectingFamilies.test(name));
}

/** What every git process of ours finds in its environment: never wait for a lock that the person's own git may hold, never ask, never fetch. */
const ownVariables: Readonly<Record<string, string>> = {
  GIT_OPTIONAL_LOCKS: '0',
  GIT_TERMINAL_PROMPT: '0',
  GIT_NO_LAZY_FETCH: '1',
  // git before 2.44 does not know that one: no way of fetching is left to it.
  GIT_ALLOW_PROTOCOL: 'none',
  GIT_PAGER: 'cat',
  LC_ALL: 'C',
};

/** The environment of a git process: the inherited one without what would lead git astray, and `more`. */
export function hardenedEnvironment(more: GitOptions['env']): Record<string, string | undefined> {
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !isRedirecting(name)));
  return { ...inherited, ...ownVariables, ...more };
}

/** Lines of POSIX `sh` that make the shell's environment that of {@link hardenedEnvironment}. */
export function hardenedShell(): string {
  const values = Object.entries(ownVariables).map(([name, value]) => `${name}=${value}`);
  return `unset ${redirecting.join(' ')}\nexport ${values.join(' ')}`;
}

/** A command line of git: `args` with what every git process of ours is given before. */
export function hardenedArguments(args: readonly string[]): readonly string[] {
  return ['--no-pager', ...deafTo, ...args];
}
