import { type Frame } from 'playwright-core';

/**
 * Texts of a page that are hard to read on what is behind them, with the ratio of the two as WCAG 2 counts it: below 4.5, for large text below 3.
 * Marks of the legend, which are no text, need 3.
 */
export async function hardToRead(frame: Frame): Promise<readonly string[]> {
  return await frame.evaluate<readonly string[]>(inPage);
}

const inPage = `(() => {
  const channels = (text) => {
    const found = /rgba?\\(([^)]*)\\)/.exec(text);
    if (found === null) return [0, 0, 0, 0];
    const [red, green, blue, alpha = 1] = found[1].split(/[ ,/]+/).map(Number);
    return [red, green, blue, alpha];
  };
  const over = (top, bottom) => top.slice(0, 3).map((value, index) => value * top[3] + bottom[index] * (1 - top[3])).concat(1);
  const behind = (node) => {
    const layers = [];
    for (let one = node; one !== null; one = one.parentElement) layers.push(channels(getComputedStyle(one).backgroundColor));
    const editor = document.createElement('span');
    editor.style.color = 'var(--vscode-editor-background)';
    document.body.append(editor);
    const base = channels(getComputedStyle(editor).color);
    editor.remove();
    return layers.reverse().reduce((under, layer) => over(layer, under), base);
  };
  const luminance = (color) => {
    const [red, green, blue] = color.slice(0, 3).map((value) => {
      const part = value / 255;
      return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const ratio = (one, other) => {
    const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
  };
  const found = new Set();
  for (const node of document.querySelectorAll('body *')) {
    const hasText = [...node.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim() !== '');
    if (!hasText || !node.checkVisibility() || node.closest('.unseen, script') !== null) continue;
    const style = getComputedStyle(node);
    const ground = behind(node);
    const size = parseFloat(style.fontSize);
    const needed = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5;
    const reached = ratio(over(channels(style.color), ground), ground);
    if (reached < needed) found.add(node.tagName.toLowerCase() + '.' + node.className + ' ' + reached.toFixed(2) + ' ' + node.textContent.slice(0, 40));
  }
  const probe = document.createElement('span');
  document.body.append(probe);
  for (const name of ['ai', 'human', 'tool', 'unknown']) {
    probe.style.color = 'var(--' + name + ')';
    const reached = ratio(over(channels(getComputedStyle(probe).color), behind(document.body)), behind(document.body));
    if (reached < 3) found.add('the colour of ' + name + ' ' + reached.toFixed(2));
  }
  probe.remove();
  return [...found];
})()`;
