/** What an element can contain; null and false leave nothing. */
export type Child = Node | string | null | false;

/** Properties of an element: attributes by name, `on…` for listeners, `text` for its text. */
export interface Properties {
  readonly class?: string;
  readonly text?: string;
  readonly title?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly onClick?: () => void;
}

/** Makes an element. Text is set as text, never as HTML, since paths and names come from others. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Properties = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const node = document.createElement(tag);
  if (properties.class !== undefined) node.className = properties.class;
  if (properties.text !== undefined) node.textContent = properties.text;
  if (properties.title !== undefined) node.title = properties.title;
  for (const [name, value] of Object.entries(properties.attributes ?? {})) node.setAttribute(name, value);
  if (properties.onClick !== undefined) node.addEventListener('click', properties.onClick);
  for (const child of children) if (child !== null && child !== false) node.append(child);
  return node;
}

/** A section with a heading that names it for screen readers. */
export function section(id: string, title: string, ...children: readonly Child[]): HTMLElement {
  const heading = element('h2', { text: title, attributes: { id: `${id}-heading` } });
  return element('section', { attributes: { id, 'aria-labelledby': `${id}-heading` } }, heading, ...children);
}
