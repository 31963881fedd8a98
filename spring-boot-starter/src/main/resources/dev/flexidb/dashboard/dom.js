// Makes and changes elements. Whatever comes from elsewhere becomes text and nothing else.

const SVG = 'http://www.w3.org/2000/svg';

function filled(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) {
      node.setAttribute(name, value);
    }
  }
  node.append(...children.filter((child) => child !== null));
  return node;
}

export function el(tag, attributes = {}, ...children) {
  return filled(document.createElement(tag), attributes, children);
}

export function svg(tag, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, tag), attributes, children);
}

/** Touches the page only where something is new. */
export function say(node, text) {
  if (node.textContent !== text) {
    node.textContent = text;
  }
}

export function set(node, name, value) {
  if (node.getAttribute(name) !== String(value)) {
    node.setAttribute(name, value);
  }
}

/**
 * Keeps one child for each item: makes those that are new, changes those that stay, and puts them
 * in order. What has the focus keeps it.
 */
export function keyed(parent, items, keyOf, make) {
  const before = parent.parts ?? new Map();
  const now = new Map();
  for (const item of items) {
    const key = keyOf(item);
    const part = before.get(key) ?? make(item);
    part.update(item);
    now.set(key, part);
  }
  parent.parts = now;
  const nodes = [...now.values()].map((part) => part.node);
  const same =
    nodes.length === parent.childNodes.length &&
    nodes.every((node, i) => node === parent.childNodes[i]);
  if (!same) {
    parent.replaceChildren(...nodes);
  }
}

/** Shows the sentence in place of the content where there is none. */
export function emptyOr(parent, sentence, isEmpty, content) {
  if (isEmpty) {
    if (parent.dataset.empty !== sentence) {
      parent.dataset.empty = sentence;
      parent.replaceChildren(el('p', { class: 'empty' }, sentence));
    }
  } else if (parent.firstChild !== content) {
    delete parent.dataset.empty;
    parent.replaceChildren(content);
  }
}
