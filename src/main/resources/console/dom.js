// Puts descriptions of elements into the page, changing only what differs: what has the focus keeps it, what is open
// stays open, and nothing scrolls. All text becomes text nodes; no string is ever read as markup.

const SVG = 'http://www.w3.org/2000/svg';

const ATTRIBUTES = new Set([
  'aria-describedby', 'aria-hidden', 'aria-label', 'aria-labelledby', 'class', 'colspan', 'data-key', 'data-label',
  'data-state', 'datetime', 'fill', 'height', 'id', 'role', 'scope', 'tabindex', 'text-anchor', 'width',
  'x', 'x1', 'x2', 'y', 'y1', 'y2',
]);

/** Describes an element. Children are descriptions, texts, or lists of these; what is empty is left out. */
export function el(name, attributes = {}, ...children) {
  for (const attribute of Object.keys(attributes)) {
    if (!ATTRIBUTES.has(attribute)) {
      throw new Error('attribute ' + attribute);
    }
  }
  const given = children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false && child !== '');
  return { name, attributes, children: given.map((child) => (typeof child === 'object' ? child : String(child))) };
}

/** Makes the children of `parent` those that are described. */
export function patch(parent, ...described) {
  const children = el('', {}, described).children;
  children.forEach((child, index) => {
    const held = matching(parent, index, child);
    if (!held) {
      parent.insertBefore(create(parent, child), parent.childNodes[index] ?? null);
      return;
    }
    while (parent.childNodes[index] !== held) {
      parent.childNodes[index].remove();
    }
    update(held, child);
  });
  while (parent.childNodes.length > children.length) {
    parent.lastChild.remove();
  }
}

function matching(parent, index, child) {
  for (let at = index; at < parent.childNodes.length; at++) {
    if (matches(parent.childNodes[at], child)) {
      return parent.childNodes[at];
    }
  }
  return null;
}

function matches(node, child) {
  if (typeof child === 'string') {
    return node.nodeType === Node.TEXT_NODE;
  }
  return node.nodeType === Node.ELEMENT_NODE
    && node.localName === child.name
    && (node.getAttribute('data-key') ?? undefined) === child.attributes['data-key'];
}

function create(parent, child) {
  if (typeof child === 'string') {
    return document.createTextNode(child);
  }
  const drawn = child.name === 'svg' || parent.namespaceURI === SVG;
  const node = drawn ? document.createElementNS(SVG, child.name) : document.createElement(child.name);
  update(node, child);
  return node;
}

function update(node, child) {
  if (typeof child === 'string') {
    if (node.nodeValue !== child) {
      node.nodeValue = child;
    }
    return;
  }
  for (const name of node.getAttributeNames()) {
    if (name !== 'open' && !(name in child.attributes)) {
      node.removeAttribute(name);
    }
  }
  for (const [name, value] of Object.entries(child.attributes)) {
    if (node.getAttribute(name) !== String(value)) {
      node.setAttribute(name, value);
    }
  }
  patch(node, child.children);
}
