import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeOrigin } from '../../../src/core/attribution/origin.ts';
import { headlineKinds } from '../../../src/core/statistics/tally.ts';
import { lenses, type GroupBy, type Report } from '../../../src/core/statistics/report.ts';
import { createFileSystem } from '../../../src/platform/files/createFileSystem.ts';
import { createGit } from '../../../src/platform/git/createGit.ts';
import { cacheFolder, editorDataVariable, ledgerFolder } from '../../../src/platform/ledger/location.ts';
import { openLedger } from '../../../src/platform/ledger/openLedger.ts';
import { openPlace } from '../../../src/survey/openPlace.ts';
import { WorkspaceShare } from '../../../src/survey/workspaceShare.ts';
import { commitFiles, gitEnvironment, initRepository, writeFiles } from '../../host/scratchFolder.ts';
import { addNote, noteOf, Scene } from '../survey/scene.ts';

const program = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url));
const byClaude = 'Add a thing\n\nCo-Authored-By: Claude Opus 4.6 <noreply@anthropic.com>\n';
const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const clock = { nowMs: () => Date.now() };
const typed = 'typed();\nby();\nhand();\n';

describe('the panel and the command line', () => {
  let scene: Scene;
  let shares: WorkspaceShare[];

  beforeEach(() => {
    scene = new Scene();
    shares = [];
  });

  afterEach(() => {
    for (const share of shares) share.dispose();
    scene.end();
  });

  const storage = (): string => scene.at('data', 'User', 'globalStorage', 'ai-code-share.ai-code-share');

  /** What the panel of a window on these folders counts. */
  async function openWindow(...folders: readonly string[]): Promise<WorkspaceShare> {
    const git = createGit(log);
    const share = new WorkspaceShare(
      {
        clock,
        log,
        openRoot: async (folder) => {
          const opened = await openPlace(
            {
              git,
              files: createFileSystem(),
              clock,
              log,
              ledgerFolder: (commonDir, root) => ledgerFolder(commonDir, root, storage()),
              openLedger: (at) => openLedger({ folder: at, log, nowMs: Date.now() }),
              cacheFolder,
            },
            folder,
            null,
            () => ({ noAiBefore: '2021-06-29', exclude: [] }),
          );
          return { ok: true, value: { ...opened, exclude: [], inboxFolder: null, settingsProblems: [] } };
        },
        isTracking: () => true,
        editReasons: () => 'stable',
        noAiBefore: () => '2021-06-29',
        countsInferred: () => false,
      },
      () => new AbortController(),
    );
    shares.push(share);
    share.setFolders(folders.map((folder) => ({ name: path.basename(folder), path: folder })));
    await share.whenIdle();
    return share;
  }

  /** Types a file by hand, with the editor's ledger, saves it and closes it. */
  async function type(share: WorkspaceShare, file: string): Promise<boolean> {
    const home = await share.homeOf(file);
    const text = typed;
    if (home !== null) {
      const origin = makeOrigin({ contributor: 'human', evidence: 'observed', source: 'keystroke', atMs: 1 });
      const originId = home.ledger.origins.intern(origin);
      const runs = [{ utf16Length: text.length, originId }];
      home.ledger.writeDocument(home.key, { runs, blobOid: null, text });
      home.ledger.addFlow([
        { day: '2026-05-01', path: home.key.path, originId, insertedUtf16Length: text.length, deletedUtf16Length: 0 },
      ]);
      await share.setLive(file, { text, runs });
    }
    writeFiles(path.dirname(file), { [path.basename(file)]: text });
    await share.refreshFiles([file]);
    await share.setLive(file, null);
    await share.refreshFiles([file]);
    return home !== null;
  }

  function printed(place: string, ...args: readonly string[]): Report {
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, 'report', place, '--json', ...args], {
      encoding: 'utf8',
      env: {
        ...process.env,
        ...gitEnvironment,
        HOME: scene.at('home'),
        XDG_CONFIG_HOME: scene.at('home', 'config'),
        XDG_DATA_HOME: scene.at('home', 'share'),
        [editorDataVariable]: scene.at('data'),
      },
    });
    assert.equal(status, 0, stderr);
    // The panel shows its problems beside the report.
    const { problems, ...report } = JSON.parse(stdout) as Report & { readonly problems: readonly string[] };
    assert.deepEqual(problems, []);
    return report;
  }

  /** Holds every lens of a window on a folder against what the command line prints of it, to the digit. */
  async function agree(share: WorkspaceShare, folder: string, by: GroupBy): Promise<readonly Report[]> {
    const reports: Report[] = [];
    for (const lens of lenses) {
      const shown = await share.report({ lens, by, kinds: headlineKinds, since: null, until: null });
      const report = printed(folder, '--lens', lens, '--by', by);
      // The command line reads the work tree for the standing lens only, where alone it is shown.
      const { scope: shownScope, repository: shownRepository, ...ofShown } = shown;
      const { scope, repository, ...ofReport } = report;
      assert.deepEqual({ ...ofShown, generatedAt: '' }, { ...ofReport, generatedAt: '' }, lens);
      if (lens === 'standing') assert.deepEqual([shownScope, shownRepository], [scope, repository]);
      assert.equal(shownScope.files, scope.files, lens);
      reports.push(shown);
    }
    return reports;
  }

  async function repositoryOfAll(): Promise<string> {
    const folder = scene.at('repository');
    initRepository(folder);
    commitFiles(folder, { 'old.js': 'a();\nb();\n', '.gitignore': '.env.js\ndist/\n' }, 'Old', '2020-01-01T00:00:00Z');
    commitFiles(folder, { 'sub/deep/ai.js': 'c();\nd();\n', 'sub/top.js': 't();\n' }, byClaude);
    commitFiles(folder, { 'sub/log.js': 'e();\nf();\n', 'yarn.lock': 'x\n' }, 'With a log');
    addNote(folder, 'HEAD', noteOf({ 'sub/log.js': '2' }));
    return Promise.resolve(folder);
  }

  it('agree on a repository, and on files that git ignores: neither counts nor remembers them', async () => {
    const folder = await repositoryOfAll();
    const share = await openWindow(folder);
    assert.equal(await type(share, path.join(folder, 'new.js')), true);
    for (const ignored of ['.env.js', 'dist/out.js', '.git/COMMIT_EDITMSG.js'])
      assert.equal(await type(share, path.join(folder, ignored)), false, ignored);
    const [standing, committed, written] = await agree(share, folder, 'file');
    assert.deepEqual(standing?.counts, { ai: 4, human: 5, tool: 0, unknown: 1 });
    assert.deepEqual(committed?.counts, { ai: 4, human: 2, tool: 0, unknown: 1 });
    assert.deepEqual(written?.counts, { ai: 0, human: typed.length, tool: 0, unknown: 0 });
    assert.deepEqual(
      share
        .openedRoots()[0]
        ?.ledger.listDocuments('')
        .map((document) => document.path),
      ['new.js'],
    );
  });

  it('agree on a folder of a repository, whose rows by folder are its own folders', async () => {
    const folder = await repositoryOfAll();
    const sub = path.join(folder, 'sub');
    const share = await openWindow(sub);
    assert.equal(await type(share, path.join(sub, 'new.js')), true);
    const [standing] = await agree(share, sub, 'folder');
    assert.deepEqual(
      standing?.groups?.rows.map((row) => [row.key, row.total]),
      [
        ['.', 6],
        ['deep', 2],
      ],
    );
  });

  it('agree on a folder without git, the parts of it and a file in it', async () => {
    const folder = scene.at('plain');
    writeFiles(folder, { 'src/a.js': 'a();\n', 'node_modules/m/m.js': 'm();\n' });
    const share = await openWindow(folder);
    assert.equal(await type(share, path.join(folder, 'src', 'new.js')), true);
    assert.equal(await type(share, path.join(folder, 'node_modules', 'm', 'n.js')), false);
    const human = { ai: 0, human: 3, tool: 0, unknown: 0 };
    const shown = await share.report({ lens: 'standing', by: 'file', kinds: headlineKinds, since: null, until: null });
    const report = printed(folder, '--by', 'file');
    assert.deepEqual({ ...shown, generatedAt: '' }, { ...report, generatedAt: '' });
    assert.deepEqual(shown.counts, { ...human, unknown: 1 });
    assert.deepEqual(printed(path.join(folder, 'src')).counts, { ...human, unknown: 1 });
    assert.deepEqual(printed(path.join(folder, 'src', 'new.js')).counts, human);
    const written = await share.report({ lens: 'written', by: null, kinds: headlineKinds, since: null, until: null });
    assert.deepEqual(printed(folder, '--lens', 'written').counts, written.counts);
    assert.equal(written.counts.human, typed.length);
  });

  it('count a file once that is in two folders of a window, one inside the other', async () => {
    const folder = await repositoryOfAll();
    const share = await openWindow(folder, path.join(folder, 'sub'));
    const shown = await share.report({
      lens: 'standing',
      by: 'folder',
      kinds: headlineKinds,
      since: null,
      until: null,
    });
    const report = printed(folder);
    assert.deepEqual(shown.counts, report.counts);
    assert.deepEqual(shown.scope, report.scope);
    assert.deepEqual(
      shown.groups?.rows.map((row) => [row.key, row.total]),
      [
        ['sub', 3],
        ['repository', 2],
        ['sub/deep', 2],
      ],
    );
  });
});
