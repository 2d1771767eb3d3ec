import assert from 'node:assert/strict';
import { reportCsv } from '../../../src/cli/reportCsv.ts';
import { reportHtml } from '../../../src/cli/reportHtml.ts';
import { reportMarkdown } from '../../../src/cli/reportMarkdown.ts';
import { reportText } from '../../../src/cli/reportText.ts';
import { reportOf } from './formats.ts';
import { quietTerminal } from './commandLine.ts';

const hostile = [
  '<img src=x onerror=alert(1)>.ts',
  'a|b`c`](http://x).ts',
  '"quoted", and\nbroken.ts',
  '@someone/#1.ts',
];

describe('a report in other formats', () => {
  it('names its period in each that has a sentence', () => {
    const report = reportOf(['a.ts'], null, { since: 'origin/<b>', until: '2026-01-31' });
    const words = /of the lines that were committed since origin\/\S+ until 2026-01-31/;
    for (const text of [
      reportMarkdown(report, []),
      reportHtml(report, []),
      reportText(report, null, [], quietTerminal),
    ])
      assert.match(text, words);
    assert.ok(!reportHtml(report, []).includes('<b>'));
  });

  it('is CSV with a line of names and exact shares', () => {
    assert.equal(
      reportCsv(reportOf(['a.ts', 'b.ts'], 'file')),
      'file,ai,human,tool,unknown,total,low,high\r\na.ts,1,2,0,0,3,0.3333333333333333,0.3333333333333333\r\nb.ts,1,2,0,0,3,0.3333333333333333,0.3333333333333333\r\n',
    );
    assert.equal(reportCsv(reportOf([], null)), 'scope,ai,human,tool,unknown,total,low,high\r\nall,0,0,0,0,0,,\r\n');
  });

  it('keeps a name with quotes, commas and line breaks in one field of CSV', () => {
    assert.match(reportCsv(reportOf(hostile, 'file')), /^"""quoted"", and\nbroken\.ts",1,2,/m);
  });

  it('is Markdown in which the names of files are text', () => {
    const markdown = reportMarkdown(reportOf(hostile, 'file'), ['A <b>problem</b>']);
    assert.match(markdown, /^\*\*AI 33\s%\*\* of the lines that stand: 12 non-blank lines in 4 files of code\.$/m);
    assert.ok(!/(?<!\\)<(?:img|b)/.test(markdown), 'no HTML');
    assert.ok(!/(?<!\\)\]\(/.test(markdown), 'no link');
    assert.ok(!markdown.includes('@someone'), 'nobody is called');
    const tables = markdown.split('\n').filter((line) => line.startsWith('|'));
    for (const line of tables) assert.equal(line.match(/(?<!\\)\|/g)?.length, 8, line);
    assert.match(markdown, /Not counted: 2 generated files\./);
  });

  it('is one HTML page without a script, in which the names of files are text', () => {
    const html = reportHtml(reportOf(hostile, 'file'), ['A <b>problem</b>']);
    assert.ok(!html.includes('<img') && !html.includes('<script') && !html.includes('<b>'));
    assert.ok(html.includes('&lt;img src=x onerror=alert(1)&gt;.ts'));
    assert.ok(html.includes("default-src 'none'"));
    assert.ok(!/(?:src|href)=["'h]/.test(html.replaceAll(/&lt;.*?&gt;/g, '')));
  });
});
