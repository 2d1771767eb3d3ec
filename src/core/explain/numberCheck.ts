import { type ExplanationParagraph } from '../protocol/panelModel.ts';
import { type Fact } from './facts.ts';

/**
 * Dates as one piece; else digits with thousands marks and decimals. A number is a per cent if the sign follows, also after the other end of
 * a range: both of `2–92 %`.
 */
const numberPattern =
  /(\d{4}-\d{2}-\d{2})|(\d+(?:[ \u00a0\u202f,.]\d{3})+(?!\d)|\d+(?:\.\d+)?)(?=((?:\s?[–-]\s?[<>]?\d+(?:\.\d+)?)?\s?(?:%|per ?cent\b))?)/g;

/** A blank or the end of a line after what ends a sentence, before what may begin one. A decimal point has no blank after it. */
const sentenceEnd = /(?<=[.!?]["”’)]?)\s+(?=[\p{Lu}\d"“(])/u;

function numbersIn(text: string): readonly string[] {
  return Array.from(text.matchAll(numberPattern), ([, date, number = '', percent]) => {
    if (date !== undefined) return date;
    const plain = number.replaceAll(/[ \u00a0\u202f,](?=\d{3})/g, '');
    return percent === undefined ? plain : `${plain}%`;
  });
}

/**
 * Splits a text into sentences and marks those that hold a number which none of the facts has; a per cent is only found among per cents.
 * Nothing is repaired or left out: the person sees what was written and what cannot be vouched for. While a text is `growing` its last
 * sentence is not judged yet, since its last number may be half a number.
 */
export function checkNumbers(
  text: string,
  facts: readonly Fact[],
  state: 'growing' | 'complete' = 'complete',
): readonly ExplanationParagraph[] {
  const allowed = new Set(facts.flatMap((fact) => [...numbersIn(fact.text), ...numbersIn(fact.meaning)]));
  const paragraphs = text
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => paragraph !== '')
    .map((paragraph) => paragraph.split(sentenceEnd));
  return paragraphs.map((sentences, paragraphIndex) =>
    sentences.map((sentence, index) => {
      const isLast = paragraphIndex === paragraphs.length - 1 && index === sentences.length - 1;
      const isJudged = state === 'complete' || !isLast;
      return { text: sentence, isVerified: !isJudged || numbersIn(sentence).every((number) => allowed.has(number)) };
    }),
  );
}
