import { type ExplanationParagraph } from '../protocol/panelModel.ts';
import { type Fact } from './facts.ts';

/** Digits with thousands marks and decimals, an optional per cent sign, and dates as one piece. */
const numberPattern = /\d{4}-\d{2}-\d{2}|\d+(?:[ \u00a0\u202f,.]\d{3})+(?!\d)|\d+(?:\.\d+)?/g;

const plainNumber = (text: string): string => text.replaceAll(/[ \u00a0\u202f,](?=\d{3})/g, '');

function numbersIn(text: string): readonly string[] {
  return Array.from(text.matchAll(numberPattern), ([found]) => plainNumber(found));
}

/**
 * Splits a text into paragraphs and marks those that hold a number which none of the facts has. Nothing is repaired or left out: the person
 * sees what was written and what cannot be vouched for.
 */
export function checkNumbers(text: string, facts: readonly Fact[]): readonly ExplanationParagraph[] {
  const allowed = new Set(facts.flatMap((fact) => [...numbersIn(fact.text), ...numbersIn(fact.meaning)]));
  return text
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => paragraph !== '')
    .map((paragraph) => ({
      text: paragraph,
      isVerified: numbersIn(paragraph).every((number) => allowed.has(number)),
    }));
}
