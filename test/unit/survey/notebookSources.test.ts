import assert from 'node:assert/strict';
import { attributedCells, notebookRuns } from '../../../src/survey/notebookSources.ts';
import { lettersOf, runsOf } from '../core/attribution/notation.ts';

/** A notebook as Jupyter and VS Code write it: one text a line, with its break. */
function notebook(...cells: readonly string[]): string {
  const source = (text: string): readonly string[] => text.match(/[^\n]*\n|[^\n]+/g) ?? [];
  const written = cells.map((text) => ({ cell_type: 'code', metadata: {}, outputs: [], source: source(text) }));
  return `${JSON.stringify({ cells: written, metadata: {}, nbformat: 4, nbformat_minor: 5 }, null, 1)}\n`;
}

const cell = (text: string, letters: string): { text: string; runs: ReturnType<typeof runsOf> } => ({
  text,
  runs: runsOf(letters),
});

describe('the attribution of a notebook', () => {
  const cells = [cell('a = "x"\nb', 'hhhhaaaht'), cell('é\t😀', 'aauu')];
  const file = notebook(...cells.map(({ text }) => text));

  it('is that of its cells, where they stand in the file', () => {
    const runs = notebookRuns(file, cells);
    assert.ok(runs);
    const letters = lettersOf(runs);
    const at = file.indexOf('"a = ') + 1;
    assert.equal(file.slice(at, at + 12), 'a = \\"x\\"\\n"');
    assert.equal(letters.slice(at, at + 12), 'hhhhaaaaahh.');
    assert.equal(letters.slice(0, at), '.'.repeat(at));
    assert.equal(letters.length, file.length);
  });

  it('comes back to the cells from the file', () => {
    const runs = notebookRuns(file, cells);
    assert.ok(runs);
    assert.deepEqual(
      attributedCells(file, runs).map(({ text, runs: ofCell }) => [text, lettersOf(ofCell)]),
      cells.map(({ text, runs: ofCell }) => [text, lettersOf(ofCell)]),
    );
  });

  it('is not known where the file has other cells, or is no notebook', () => {
    assert.equal(notebookRuns(file, cells.slice(1)), null);
    assert.equal(notebookRuns(file, [cells[0] ?? cell('', ''), cell('other', 'hhhhh')]), null);
    assert.equal(notebookRuns('{"cells": 3', [cell('a', 'h')]), null);
    assert.deepEqual(attributedCells('no notebook', runsOf('hhhhhhhhhhh')), []);
  });

  it('is read from a cell whose source is one text, too', () => {
    const text = '{"cells": [{"source": "a\\u0062"}]}';
    assert.deepEqual(
      attributedCells(text, runsOf('h'.repeat(text.length))).map((one) => one.text),
      ['ab'],
    );
  });
});
