import assert from 'node:assert/strict';
import path from 'node:path';
import { git, writeFiles } from '../../host/scratchFolder.ts';

import { countsOf, objectAt } from './json.ts';
import { CommandLineScene } from './scene.ts';

describe('the settings that the command line goes by', () => {
  let scene: CommandLineScene;

  // One repository for all, which no test changes for good.
  before(() => {
    scene = new CommandLineScene();
  });

  after(() => scene.end());

  it('takes the day without AI from its option, with an empty one for none', async () => {
    assert.deepEqual(countsOf(await scene.json(['report', '--no-ai-before', '2025-01-01'])), {
      ai: 4,
      human: 6,
      tool: 0,
      unknown: 1,
    });
    assert.deepEqual(countsOf(await scene.json(['report', '--no-ai-before', ''])), {
      ai: 4,
      human: 0,
      tool: 0,
      unknown: 7,
    });
  });

  it('respects the settings of the folder, with comments and trailing commas, and the option before them', async () => {
    const folder = path.join(scene.scratch, 'with settings');
    git(scene.scratch, 'clone', '--quiet', scene.repository, folder);
    writeFiles(folder, {
      '.vscode/settings.json': `// ours
{
  /* a day */ "aiCodeShare.history.noAiBefore": "", // "2021-06-29",
  "aiCodeShare.tracking.exclude": ["src/ai.ts", "**/*//no.ts",],
  "other": "a // string, with /* marks */ in it,}",
}
`,
    });
    const report = await scene.json(['report'], folder);
    assert.deepEqual(countsOf(report), { ai: 1, human: 0, tool: 0, unknown: 8 });
    assert.equal(objectAt(objectAt(report, 'scope'), 'skipped')['excluded'], 1);
    assert.equal(objectAt(report, 'repository')['dirty'], true);
    assert.deepEqual(countsOf(await scene.json(['report', '--no-ai-before', '2021-06-29'], folder)), {
      ai: 1,
      human: 3,
      tool: 0,
      unknown: 5,
    });
    assert.match((await scene.run(['doctor'], folder)).stdout, /no AI before +not set/);
  });

  it('goes by the settings of the folder that is asked for, else by those of the nearest one above, and says whose they are', async () => {
    const folder = path.join(scene.scratch, 'with inner settings');
    git(scene.scratch, 'clone', '--quiet', scene.repository, folder);
    writeFiles(folder, {
      '.vscode/settings.json': '{ "aiCodeShare.tracking.exclude": ["src/ai.ts"] }',
      'src/.vscode/settings.json': '{ "aiCodeShare.history.noAiBefore": "" }',
      'test/more/a.ts': 'l();\n',
    });
    assert.deepEqual(countsOf(await scene.json(['report', 'src'], folder)), { ai: 3, human: 0, tool: 0, unknown: 7 });
    assert.deepEqual(countsOf(await scene.json(['report'], path.join(folder, 'src'))), {
      ai: 3,
      human: 0,
      tool: 0,
      unknown: 7,
    });
    assert.equal(
      objectAt(objectAt(await scene.json(['report', 'test/more'], folder), 'scope'), 'skipped')['excluded'],
      0,
    );
    const said = (await scene.run(['doctor', 'test/more', '--no-ai-before', '2022-01-01'], folder)).stdout;
    assert.match(said, /^no AI before +2022-01-01 \(--no-ai-before\)$/m);
    assert.match(said, /^excluded +src\/ai\.ts \(.*with inner settings\/\.vscode\/settings\.json\)$/m);
    assert.match(said, /^inferred +does not count \(default\)$/m);
    const ofSource = (await scene.run(['doctor', 'src'], folder)).stdout;
    assert.match(ofSource, /^no AI before +not set \(.*src\/\.vscode\/settings\.json\)$/m);
    assert.match(ofSource, /^excluded +nothing \(default\)$/m);
  });

  it('complains about a setting that is no day, and counts by the default', async () => {
    const folder = path.join(scene.scratch, 'with a wrong day');
    git(scene.scratch, 'clone', '--quiet', scene.repository, folder);
    writeFiles(folder, { '.vscode/settings.json': '{ "aiCodeShare.history.noAiBefore": "yesterday" }' });
    assert.equal(countsOf(await scene.json(['report'], folder))['human'], 3);
    for (const command of ['report', 'doctor'])
      assert.match(
        (await scene.run([command], folder)).stdout,
        /noAiBefore is "yesterday", which is no day of the calendar/,
        command,
      );
    assert.match((await scene.run(['doctor'], folder)).stdout, /no AI before +2021-06-29 \(default\)/);
  });

  it('goes by the defaults where the settings cannot be read', async () => {
    const folder = path.join(scene.scratch, 'with broken settings');
    git(scene.scratch, 'clone', '--quiet', scene.repository, folder);
    writeFiles(folder, { '.vscode/settings.json': '{ "aiCodeShare.history.noAiBefore": ' });
    assert.equal(countsOf(await scene.json(['report'], folder))['human'], 3);
  });
});
