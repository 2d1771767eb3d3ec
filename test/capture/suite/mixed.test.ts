import { samples } from '../samples.ts';
import { hands, pause, run, Session } from '../session.ts';

/** Numbers that come the same in every run. */
function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % below;
  };
}

const nouns = ['basket', 'queue', 'reading', 'lamp', 'garden', 'station', 'job', 'limit', 'season', 'price'];
const verbs = ['find', 'count', 'sort', 'merge', 'load', 'check', 'print', 'drop'];

/** Long sessions as people have them: mostly typing, with accepted suggestions, pastes, undo and tidying in between. */
for (const [language, count] of [
  ['typescript', 62],
  ['python', 42],
  ['go', 40],
  ['markdown', 40],
  ['json', 40],
] as const) {
  it(`mixed-${language}`, async function () {
    this.timeout(400_000);
    const sample = samples[language];
    if (sample === undefined) throw new Error('no such language');
    const s = await Session.begin(`mixed-${language}`);
    const random = dice(language.length);
    const one = <T>(list: readonly T[]): T => list[random(list.length)] as T;
    await s.open(`mixed-${sample.file}`, sample.text);
    const mark = language === 'python' ? '#' : '//';
    for (let step = 0; step < count; step++) {
      await s.newLineAtEnd();
      const noun = one(nouns);
      await s.person('type.word', () =>
        hands.type(
          one([
            `${mark} ${one(verbs)} every ${noun} of the ${one(nouns)}`,
            `${noun}_${step} = ${one(verbs)}(${one(nouns)}, ${step})`,
          ]),
          5,
        ),
      );
      await hands.press('Escape');
      const chance = random(10);
      if (chance < 3) {
        const { prefix, rest } = one(sample.suggestions);
        await s.newLineAtEnd();
        await s.person('type.prefix', () => hands.type(prefix, 10));
        await hands.press('Escape');
        const { active } = s.editor.selection;
        if (s.editor.document.lineAt(active.line).text.length > active.character) {
          await s.person('type.delete', () => hands.press('Delete'));
        }
        await s.offer(prefix + rest, prefix.length);
        await run('editor.action.inlineSuggest.trigger');
        if (await s.ghost()) {
          await pause(60);
          await s.person('inline.whole', () => hands.press('Tab'));
        }
        await run('players.offer', null);
      } else if (chance === 3) {
        await s.person('undo.type', () => hands.press('Control+z'));
        await s.person('redo.type', () => hands.press('Control+Shift+z'));
      } else if (chance === 4) {
        await s.person('comment.line', () => hands.press('Control+/'));
      } else if (chance === 5) {
        await hands.press('Home', 'Shift+End', 'Control+c', 'End', 'Enter');
        await pause(150);
        await s.person('paste.own', () => hands.press('Control+v'));
      } else if (chance === 6) {
        await s.person('type.backspace', () => hands.press('Backspace', 'Backspace', 'Backspace'));
        await s.person('type.word', () => hands.type('end', 10));
      }
    }
    await s.end();
  });
}
