import { parseArgs } from 'node:util';
import { HumanError } from '../host/humanError.ts';
import { type Step } from './steps.ts';

const usage = 'npm test -- [--only STEP,…] [--skip STEP,…]';

function namesIn(lists: readonly string[], steps: readonly Step[]): ReadonlySet<string> {
  const names = lists.flatMap((list) => list.split(',')).map((name) => name.trim());
  const known = steps.map((step) => step.name);
  const strange = names.find((name) => !known.includes(name));
  if (strange === undefined) return new Set(names);
  throw new HumanError(`There is no step "${strange}"; there are ${known.join(', ')}.\n${usage}`, 2);
}

/** The steps that a call of `npm test` asks for, in their order; throws {@link HumanError} (exit code 2) for a call that makes no sense. */
export function chooseSteps(args: readonly string[], steps: readonly Step[]): readonly Step[] {
  let values;
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: { only: { type: 'string', multiple: true }, skip: { type: 'string', multiple: true } },
    }));
  } catch (error) {
    throw new HumanError(`${error instanceof Error ? error.message : String(error)}\n${usage}`, 2);
  }
  const only = namesIn(values.only ?? steps.map((step) => step.name), steps);
  const skip = namesIn(values.skip ?? [], steps);
  const chosen = steps.filter((step) => only.has(step.name) && !skip.has(step.name));
  if (chosen.length === 0) throw new HumanError(`That leaves no step to run.\n${usage}`, 2);
  return chosen;
}
