import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { startProcessGroup } from '../../host/processGroup.ts';

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function ends(pid: number): Promise<void> {
  while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 10));
}

const parentOfSleeper = `const child = require('node:child_process').spawn('sleep', ['60'], { stdio: 'ignore' });
  console.log(child.pid); process.on('SIGTERM', () => {}); setInterval(() => {}, 1000);`;

const hostFile = (name: string): string => JSON.stringify(new URL(`../../host/${name}`, import.meta.url));

describe('a process and what it starts', () => {
  before(function () {
    // Windows ends process trees by taskkill, which needs nothing of this.
    if (process.platform === 'win32') this.skip();
  });

  it('end together, even if they do not care for a polite request', async function () {
    this.timeout(10_000);
    const group = startProcessGroup(process.execPath, ['-e', parentOfSleeper]);
    const said: readonly unknown[] = await once(group.child.stdout, 'data');
    const sleeper = Number(String(said[0]));
    assert.ok(isAlive(sleeper));
    await group.stop();
    assert.ok(!isAlive(sleeper));
  });

  it('are gone, like temporary folders, when the process that started them is interrupted', async function () {
    this.timeout(10_000);
    const program = `import { startProcessGroup } from ${hostFile('processGroup.ts')};
      import { makeTemporaryFolder } from ${hostFile('temporaryFolder.ts')};
      const folder = makeTemporaryFolder('acs-u-');
      const group = startProcessGroup('sleep', ['60']);
      console.log(group.child.pid + '|' + folder.path);`;
    const starter = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const said = text(starter.stdout);
    await once(starter.stdout, 'readable');
    starter.kill('SIGINT');
    const end: readonly unknown[] = await once(starter, 'exit');
    assert.equal(end[0], 130);
    const [pid = '', folder = ''] = (await said).trim().split('|');
    assert.match(pid, /^\d+$/);
    await ends(Number(pid));
    assert.ok(!existsSync(folder));
  });
});
