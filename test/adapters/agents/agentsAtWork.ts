import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Inbox } from '../../../src/agents/inbox/inbox.ts';
import { receiveServices, replyTo, runHook } from '../../../src/cli/hook.ts';
import { commitFiles, gitEnvironment, initRepository } from '../../host/scratchFolder.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../../host/temporaryFolder.ts';
import { runCommandLine, within, type Surroundings } from '../cli/commandLine.ts';

/** What `f.js` holds at first. */
export const start = 'function add(a, b) {\n  return a + b;\n}\n\nfunction foo() {\n  return 1;\n}\n';

/** A line as `blame` tells of it. */
export interface BlamedLine {
  readonly contributor: string;
  readonly agent: string | null;
  readonly model: string | null;
  readonly session: string | null;
  readonly evidence: string | null;
  readonly source: string;
}

/** A repository with `f.js` and `other.js` in which agents work and tell of it, and no editor is there. */
export class AgentsAtWork {
  readonly #scratch: TemporaryFolder = makeTemporaryFolder('agents-');
  #calls = 0;

  constructor() {
    initRepository(this.repository);
    commitFiles(this.repository, { 'f.js': start, 'other.js': 'let other = 1;\n' }, 'First');
  }

  async end(): Promise<void> {
    await this.#scratch.remove();
  }

  /** Holds the repository, and the person's folders as `home` and `data`. */
  get folder(): string {
    return this.#scratch.path;
  }

  get repository(): string {
    return path.join(this.folder, 'repository');
  }

  get surroundings(): Surroundings {
    const own = {
      HOME: path.join(this.folder, 'home'),
      XDG_DATA_HOME: path.join(this.folder, 'data'),
      XDG_CONFIG_HOME: path.join(this.folder, 'config'),
      AI_CODE_SHARE_HOOK_GIT_MS: '20000',
    };
    return { cwd: this.folder, env: { ...process.env, ...gitEnvironment, ...own } };
  }

  get inbox(): Inbox {
    return new Inbox(path.join(this.repository, '.git', 'ai-code-share', 'inbox'));
  }

  at(name: string): string {
    return path.join(this.repository, name);
  }

  read(name: string): string {
    return readFileSync(this.at(name), 'utf8');
  }

  /** A name for the next tool call. */
  nextCall(): string {
    return `t${++this.#calls}`;
  }

  /** Gives an agent's hook its input, and what it prints. Of commits no background sync follows. */
  async hookWith(agent: string, input: string | Uint8Array): Promise<string> {
    return await within(this.surroundings, async () => {
      const isTaken = await runHook(agent, Buffer.from(input), receiveServices(process.env), () => undefined);
      assert.equal(isTaken, true);
      return replyTo(agent);
    });
  }

  async hook(agent: string, payload: unknown): Promise<string> {
    return await this.hookWith(agent, JSON.stringify(payload));
  }

  async claude(event: string, tool: string, input: object, more: object = {}, id = this.nextCall()): Promise<void> {
    const common = { session_id: 's1', cwd: this.repository, hook_event_name: event, tool_use_id: id };
    assert.equal(await this.hook('claude', { ...common, tool_name: tool, tool_input: input, ...more }), '');
  }

  /** An edit as Claude Code makes it: the file first, then the hook. */
  async claudeEdit(name: string, oldText: string, newText: string, more: object = {}, isAll = false): Promise<void> {
    const raw = this.read(name);
    const hasReturns = raw.includes('\r\n');
    const originalFile = raw.replaceAll('\r\n', '\n');
    const after = isAll ? originalFile.replaceAll(oldText, newText) : originalFile.replace(oldText, newText);
    writeFileSync(this.at(name), hasReturns ? after.replaceAll('\n', '\r\n') : after);
    const input = { file_path: this.at(name), old_string: oldText, new_string: newText, replace_all: isAll };
    await this.claude('PostToolUse', 'Edit', input, { tool_response: { originalFile }, ...more });
  }

  /** A command as Claude Code runs it, with hooks before and after; `meanwhile` happens while it runs. */
  async claudeBash(
    command: string,
    meanwhile: () => Promise<void> = () => Promise.resolve(),
    more: NodeJS.ProcessEnv = {},
  ): Promise<void> {
    const id = this.nextCall();
    await this.claude('PreToolUse', 'Bash', { command }, {}, id);
    await meanwhile();
    const env = { ...this.surroundings.env, ...more };
    const { status, stderr } = spawnSync('sh', ['-c', command], { cwd: this.repository, env });
    assert.equal(status, 0, stderr.toString());
    await this.claude('PostToolUse', 'Bash', { command }, { tool_response: {} }, id);
  }

  async blame(file: string): Promise<readonly BlamedLine[]> {
    const asked = path.resolve(this.repository, file);
    const { status, stdout, stderr } = await runCommandLine(['blame', asked, '--json'], this.surroundings);
    assert.equal(status, 0, stderr);
    return (JSON.parse(stdout) as { lines: readonly BlamedLine[] }).lines;
  }

  /** Each line's text with a word before it: who wrote it; blank lines are left out. */
  async whose(name: string): Promise<readonly string[]> {
    const texts = this.read(name).split(/\r?\n/);
    return (await this.blame(name)).flatMap((line, index) => {
      const text = texts[index] ?? '';
      return text.trim() === ''
        ? []
        : [`${line.contributor === 'ai' ? (line.agent ?? 'ai') : line.contributor}: ${text}`];
    });
  }
}
