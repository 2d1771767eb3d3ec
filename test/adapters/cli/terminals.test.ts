import assert from 'node:assert/strict';
import { reportText } from '../../../src/cli/reportText.ts';
import { table } from '../../../src/cli/table.ts';
import { type Terminal } from '../../../src/cli/terminal.ts';
import { columnsOf, endWithin, visibleText } from '../../../src/cli/visibleText.ts';
import { quietTerminal } from './commandLine.ts';
import { reportOf } from './formats.ts';

const terminal: Terminal = { ...quietTerminal, columns: 40 };

describe('what a terminal shows of names that others chose', () => {
  it('is no order to it: neither colours nor a title, nor a turned direction', () => {
    const hostile = [
      '\u001b[2Jgone.ts',
      '\u001b]0;title\u0007.ts',
      'new\nline.ts',
      'safe\u202egpj.ts',
      '\u009b31mred.ts',
    ];
    const text = reportText(reportOf(hostile, 'file'), null, ['A \u001b[31mproblem'], terminal);
    for (const order of ['\u001b', '\u0007', '\u202e', '\u009b'])
      assert.ok(!text.includes(order), JSON.stringify(order));
    assert.ok(text.includes('␛[2Jgone.ts') && text.includes('new␊line.ts'));
    assert.equal(visibleText('\tindented\u001b'), '\tindented␛');
  });

  it('stands in columns though its letters are wide', () => {
    const lines = table([
      ['日本語.ts', '1'],
      ['plain.ts', '22'],
    ]).split('\n');
    assert.equal(columnsOf(lines[0] ?? ''), columnsOf(lines[1] ?? ''));
    assert.equal(columnsOf('e\u0301'), 1);
  });

  it('is shortened at its beginning where the window is narrow, and nowhere else', () => {
    const path = 'packages/server/src/deeply/nested/module.ts';
    const rows = [[path, '12', '345']];
    assert.match(table(rows, 40), /^ {2}…\S+nested\/module\.ts {2}12 {2}345\n$/);
    assert.equal(columnsOf(table(rows, 40).trimEnd()), 40);
    assert.ok(table(rows).includes(path));
    assert.ok(table(rows, 200).includes(path));
    assert.equal(endWithin('日本語.ts', 6), '…語.ts');
    assert.equal(endWithin('日本語.ts', 5), '….ts');
  });
});
