package io.vouchsafe.browser;

/** What the tests ask a page, in JavaScript. */
final class Probes {
  /** Whether an element can be seen. */
  private static final String SEEN =
      """
      const seen = (node) => node.checkVisibility({ visibilityProperty: true })
        && !node.closest('.unseen, .skip, thead') && node.getBoundingClientRect().width > 0;
      """;

  private static final String RATIO =
      """
      const rgb = (text) => (text.match(/[\\d.]+/g) ?? []).map(Number);
      const channel = (value) => {
        const part = value / 255;
        return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
      };
      const luminance = (color) =>
        0.2126 * channel(color[0]) + 0.7152 * channel(color[1]) + 0.0722 * channel(color[2]);
      const ratio = (one, other) => {
        const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
        return (high + 0.05) / (low + 0.05);
      };
      const behind = (node) => {
        for (let at = node; at; at = at.parentElement) {
          const color = rgb(getComputedStyle(at).backgroundColor);
          if (color.length === 3) {
            return color;
          }
        }
        return [255, 255, 255];
      };
      """;

  /**
   * Every visible text whose contrast is below WCAG 2.2, 1.4.3 (AA), every drawn part below 1.4.11,
   * and how many were looked at.
   */
  static final String CONTRAST =
      "(() => {"
          + SEEN
          + RATIO
          + """
          const weak = [];
          let looked = 0;
          const check = (what, color, node, least) => {
            looked++;
            const found = ratio(rgb(color), behind(node));
            if (!(found >= least)) {
              weak.push(`${what}: ${found.toFixed(2)}`);
            }
          };
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          while (walker.nextNode()) {
            const node = walker.currentNode.parentElement;
            const text = walker.currentNode.nodeValue.trim();
            if (text && seen(node) && !['title', 'noscript'].includes(node.localName)) {
              const style = getComputedStyle(node);
              const drawn = node.namespaceURI.endsWith('svg');
              check(text, drawn ? style.fill : style.color, node, 4.5);
            }
          }
          const mark = document.querySelector('#signing h2');
          check('mark', getComputedStyle(mark, '::before').color, mark, 4.5);
          for (const node of document.querySelectorAll('.seg, .now, .axis')) {
            if (node.localName !== 'text' && seen(node.ownerSVGElement)) {
              check(node.getAttribute('class'), getComputedStyle(node).stroke, node, 3);
            }
          }
          for (const node of document.querySelectorAll('.bar, .full, .dot')) {
            check(node.getAttribute('class'), getComputedStyle(node).fill, node, 3);
          }
          return { weak, looked };
          })()\
          """;

  /** Every control that can be seen, by what it says; each gets a number. */
  static final String CONTROLS =
      "(() => {"
          + SEEN
          + """
          window.reached = [];
          document.addEventListener('focusin', (event) => {
            const style = getComputedStyle(event.target);
            window.reached.push([event.target.dataset.number, style.outlineStyle, parseFloat(style.outlineWidth)]);
          });
          const all = [...document.querySelectorAll('a[href], button, summary')]
            .filter((node) => seen(node) || node.matches('.skip'));
          all.forEach((node, index) => { node.dataset.number = index; });
          document.activeElement.blur();
          return all.length;
          })()\
          """;

  /** What is wider than the window, innermost first. */
  static final String TOO_WIDE =
      "(() => {"
          + SEEN
          + """
          return [...document.querySelectorAll('body *')]
            .filter((node) => seen(node) && node.getBoundingClientRect().right > innerWidth + 0.5)
            .map((node) => node.outerHTML.slice(0, 120));
          })()\
          """;

  /** The fills of the three phases in the legend, and whether each has a form of its own. */
  static final String PATTERNS =
      """
      [...document.querySelectorAll('.legend rect')].map((rect) => {
        const fill = rect.getAttribute('fill');
        const pattern = fill === 'none' ? null : document.querySelector(fill.slice(4, -1));
        return pattern ? pattern.firstElementChild.localName : getComputedStyle(rect).strokeDasharray;
      })\
      """;

  private Probes() {}
}
