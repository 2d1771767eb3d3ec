import assert from 'node:assert/strict';
import { partsOfLauncher, windowsLauncherScript } from '../../../src/agents/install/launcher.ts';

const env = { USERPROFILE: 'C:\\Users\\Zoë', LOCALAPPDATA: 'C:\\Users\\Zoë\\AppData\\Local' };

describe('the launcher of Windows, as text', () => {
  it('names what lies below the person’s folders by their variables, so that no code page matters, and says so back', () => {
    const parts = {
      runtime: 'c:\\users\\zoë\\AppData\\Local\\Programs\\VS Code\\Code.exe',
      program: 'C:\\Users\\Zoë\\.vscode\\extensions\\50%\\hook.cjs',
    };
    const script = windowsLauncherScript({ ...parts, withReply: ['gemini', 'qwen'] }, env);
    assert.ok(script.includes('set "runtime=%LOCALAPPDATA%\\Programs\\VS Code\\Code.exe"\r\n'));
    assert.ok(script.includes('set "program=%USERPROFILE%\\.vscode\\extensions\\50%%\\hook.cjs"\r\n'));
    assert.doesNotMatch(script, /[^\x20-\x7e\r\n]/);
    assert.deepEqual(partsOfLauncher(script, env), {
      runtime: 'C:\\Users\\Zoë\\AppData\\Local\\Programs\\VS Code\\Code.exe',
      program: parts.program,
    });
  });

  it('keeps paths that lie elsewhere as they are', () => {
    const parts = { runtime: 'D:\\100% node\\node.exe', program: 'D:\\ours\\hook.cjs' };
    assert.deepEqual(partsOfLauncher(windowsLauncherScript({ ...parts, withReply: [] }, env), env), parts);
  });

  it('keeps PowerShell from reading the payload that its command is to keep', () => {
    const script = windowsLauncherScript({ runtime: 'D:\\node.exe', program: 'D:\\hook.cjs', withReply: [] }, env);
    const line = script.split('\r\n').find((one) => one.startsWith('powershell '));
    assert.match(line ?? '', / -InputFormat None -Command "\$d=/);
  });
});
