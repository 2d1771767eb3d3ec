/** Signs that a terminal takes for orders, and those that turn the order of what stands beside them; a tab is neither. */
const orders = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** Signs that a terminal gives two columns: those of East Asia, and pictures. */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/gu;

/** Signs that stand on the one before. */
const combining = /[\p{Mn}\p{Me}\u200b-\u200d]/gu;

const firstPicture = 0x2400;
const firstPrintable = 0x20;

/** Text that others chose, as a person may see it on a terminal: what would be an order stands there as a sign for it. Tabs stay. */
export function visibleText(text: string): string {
  return text.replaceAll(orders, (sign) => {
    const code = sign.charCodeAt(0);
    if (sign === '\t') return sign;
    return code < firstPrintable ? String.fromCharCode(firstPicture + code) : '\ufffd';
  });
}

/** How many columns a terminal gives to a text without orders. */
export function columnsOf(text: string): number {
  return Array.from(text.replaceAll(combining, '')).length + (text.match(wide)?.length ?? 0);
}

/** The end of a text that fits into so many columns, behind an ellipsis; all of it where that fits. */
export function endWithin(text: string, columns: number): string {
  if (columnsOf(text) <= columns) return text;
  let end = '';
  for (const sign of Array.from(text).reverse()) {
    if (columnsOf(sign + end) >= columns) break;
    end = sign + end;
  }
  return `…${end}`;
}
