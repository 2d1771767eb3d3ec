import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { desktopNamed, hasDisplay, openDesktop } from '../../host/desktop.ts';
import { HumanError } from '../../host/humanError.ts';
import { openProfile } from '../../host/profile.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../../host/temporaryFolder.ts';

describe('a desktop VS Code', () => {
  let folder: TemporaryFolder;
  let command: string;
  let calls: string;

  /** A program where VS Code has its command line, that answers for its version and writes down how it is called. */
  function answerAs(version: string): void {
    mkdirSync(path.dirname(command), { recursive: true });
    writeFileSync(
      command,
      `#!/bin/sh\ncase "$1" in --version) printf '${version}\\nabcdef\\nx64\\n' ;; *) echo "$*" >> '${calls}' ;; esac\n`,
    );
    chmodSync(command, 0o755);
  }

  const refused = (pattern: RegExp) => (error: unknown) => {
    assert.ok(error instanceof HumanError);
    assert.equal(error.exitCode, 2);
    assert.match(error.message, pattern);
    return true;
  };

  beforeEach(function () {
    if (process.platform === 'win32') this.skip();
    folder = makeTemporaryFolder('acs-u-');
    command = path.join(folder.path, 'bin', 'code');
    calls = path.join(folder.path, 'calls');
  });

  afterEach(async () => {
    await folder.remove();
  });

  it('is taken by its name if it is new enough', () => {
    answerAs('1.101.0');
    assert.deepEqual(desktopNamed(command), { command, version: '1.101.0' });
    answerAs('1.9.3');
    assert.throws(() => desktopNamed(command), refused(/VS Code 1\.9\.3; the extension needs 1\.101\.0/));
  });

  it('is refused if it is not there or no VS Code', () => {
    assert.throws(() => desktopNamed(command), refused(/there is no .*bin\/code/));
    answerAs('hello');
    assert.throws(() => desktopNamed(command), refused(/does not answer as a VS Code would/));
  });

  it('gets the extension into a profile of its own, then the folder', async () => {
    answerAs('1.120.0');
    const profile = openProfile(path.join(folder.path, 'profile'), {});
    assert.equal(await openDesktop(desktopNamed(command), profile, '/built/our.vsix', '/home/ada/sums'), 0);
    const own = `--user-data-dir ${profile.userDataFolder} --extensions-dir ${profile.extensionsFolder}`;
    assert.deepEqual(readFileSync(calls, 'utf8').trim().split('\n'), [
      `${own} --install-extension /built/our.vsix --force`,
      `${own} --new-window --wait /home/ada/sums`,
    ]);
    assert.ok(existsSync(profile.settingsFile));
  });

  it('needs a display where one may be missing', () => {
    assert.equal(hasDisplay('linux', {}), false);
    assert.equal(hasDisplay('linux', { DISPLAY: '' }), false);
    assert.equal(hasDisplay('linux', { DISPLAY: ':0' }), true);
    assert.equal(hasDisplay('linux', { WAYLAND_DISPLAY: 'wayland-0' }), true);
    assert.equal(hasDisplay('darwin', {}), true);
  });
});
