package dev.flexidb.spring.dashboard;

/** Finds text whose contrast is below what WCAG 2 wants for AA. */
final class Contrast {

  /** Gives the texts that cannot be read well. */
  static final String SCRIPT =
      """
      const parse = (text) => (text.match(/[\\d.]+/g) ?? []).map(Number);
      const light = ([r, g, b]) => [r, g, b]
        .map((part) => part / 255)
        .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
        .reduce((sum, part, i) => sum + part * [0.2126, 0.7152, 0.0722][i], 0);
      const ground = (element) => {
        for (let at = element; at; at = at.parentElement) {
          const colour = parse(getComputedStyle(at).backgroundColor);
          if (colour.length === 3 || colour[3] > 0.99) {
            return colour;
          }
        }
        return [255, 255, 255];
      };
      const ratio = (one, other) => {
        const [less, more] = [light(one), light(other)].sort((a, b) => a - b);
        return (more + 0.05) / (less + 0.05);
      };
      const bad = [];
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const element = node.parentElement;
        if (!node.textContent.trim() || !element.checkVisibility() || element.tagName === 'NOSCRIPT') {
          continue;
        }
        const found = ratio(parse(getComputedStyle(element).color), ground(element));
        if (found < 4.5) {
          bad.push(`${node.textContent} ${found.toFixed(2)}`);
        }
      }
      return bad;
      """;

  private Contrast() {}
}
