import { withLineFeeds } from '../text/placeEdits.ts';
import { type KnownText } from './carriedLines.ts';
import { RunCollector, RunReader } from './runReader.ts';

/** The attributed text with `\n` for every line break. */
export function withoutReturns(attributed: KnownText): KnownText {
  const { text, runs } = attributed;
  if (!text.includes('\r\n')) return attributed;
  const reader = new RunReader(runs);
  const collector = new RunCollector();
  let at = 0;
  for (let end = text.indexOf('\r\n'); end >= 0; end = text.indexOf('\r\n', at)) {
    reader.read(at, end, collector);
    at = end + 1;
  }
  reader.read(at, text.length, collector);
  return { text: withLineFeeds(text), runs: collector.runs };
}

/** The attributed text with `\r\n` for every `\n`; each return goes with its line feed. */
function withReturns({ text, runs }: KnownText): KnownText {
  const reader = new RunReader(runs);
  const collector = new RunCollector();
  let at = 0;
  for (let feed = text.indexOf('\n'); feed >= 0; feed = text.indexOf('\n', feed + 1)) {
    reader.read(at, feed, collector);
    reader.read(feed, feed + 1, collector);
    at = feed;
  }
  reader.read(at, text.length, collector);
  return { text: text.replaceAll('\n', '\r\n'), runs: collector.runs };
}

/** An attributed text with these line breaks and no other. */
export function withLineBreaks(attributed: KnownText, eol: '\n' | '\r\n'): KnownText {
  const plainText = withoutReturns(attributed);
  return eol === '\n' ? plainText : withReturns(plainText);
}

/** Whether a file's lines end with `\r\n`: of mixed ones the first decides. */
export function hasReturns(text: string): boolean {
  const feed = text.indexOf('\n');
  return feed > 0 && text[feed - 1] === '\r';
}
