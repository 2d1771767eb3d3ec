import { factLines, type Fact } from './facts.ts';

/** What the model is told to do. It is given figures and nothing of the code. */
const instructions = `You explain a measurement to a developer: how much of the code in a workspace was written by AI tools.
Write three short paragraphs in plain words: what the share is and what it counts; how it is known and why it is a range; what would make it more exact.
Use only the figures listed below, exactly as they are written there. Do not compute, round or compare new figures. Do not judge people, do not rank them, do not give advice about using AI.
"unknown" means that nobody can say who wrote a line; it does not mean human. No headings, no lists, no markup.`;

/** The messages of one explanation, and the text that the person is shown as what is sent. */
export function explanationPrompt(facts: readonly Fact[]): {
  readonly system: string;
  readonly user: string;
  readonly shown: string;
} {
  const user = `Figures:\n${factLines(facts)}`;
  return { system: instructions, user, shown: `${instructions}\n\n${user}` };
}
