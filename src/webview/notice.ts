import { element } from './dom.ts';
import { t } from './l10n.ts';

/** Something that the person can do about a notice. */
export interface NoticeAction {
  readonly text: string;
  readonly run: () => void;
}

/** One sentence in sight at the top of the page: what went wrong, or what was done where nothing else shows it. */
export class Notice {
  readonly node = element('div', { class: 'notice' });
  readonly #problem = element('p', { attributes: { role: 'alert' } });
  readonly #said = element('p', { attributes: { role: 'status' } });
  readonly #actions = element('div', { class: 'toolbar' });

  constructor() {
    this.node.append(this.#problem, this.#said, this.#actions);
    this.clear();
  }

  /** Tells of a failure. */
  warn(sentence: string, action: NoticeAction | null = null): void {
    this.#show(sentence, '', action);
  }

  /** Tells of what was done. */
  say(sentence: string): void {
    this.#show('', sentence, null);
  }

  clear(): void {
    this.node.hidden = true;
    this.#problem.textContent = '';
    this.#said.textContent = '';
  }

  #show(problem: string, said: string, action: NoticeAction | null): void {
    this.node.hidden = false;
    this.node.className = problem === '' ? 'notice' : 'notice problem';
    this.#problem.textContent = problem;
    this.#said.textContent = said;
    const buttons = [
      ...(action === null ? [] : [element('button', { text: action.text, onClick: action.run })]),
      element('button', { class: 'link', text: t('Close'), onClick: () => this.clear() }),
    ];
    this.#actions.replaceChildren(...buttons);
  }
}
