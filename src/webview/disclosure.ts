import { element, type Child } from './dom.ts';
import { focusAttribute } from './slots.ts';

/** Which details are open, and what to do when that changes. */
export interface Disclosures {
  readonly open: Set<string>;
  readonly onToggle: () => void;
}

/** Details that stay open, once they are, while what is around them is made anew. */
export function disclosure(
  id: string,
  summary: string,
  { open, onToggle }: Disclosures,
  ...children: readonly Child[]
): HTMLElement {
  const details = element(
    'details',
    { attributes: { id } },
    element('summary', { text: summary, attributes: { [focusAttribute]: id } }),
    ...children,
  );
  details.open = open.has(id);
  details.addEventListener('toggle', () => {
    if (details.open === open.has(id)) return;
    if (details.open) open.add(id);
    else open.delete(id);
    onToggle();
  });
  return details;
}
