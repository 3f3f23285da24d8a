// What the walk asks a page in the browser. Each function returns a list of sentences: what is wrong, and where.
(() => {
  const name = (node) => {
    const text = (node.textContent || node.getAttribute("aria-label") || "").trim().replace(/\s+/g, " ").slice(0, 40);
    return `<${node.tagName.toLowerCase()}${node.id ? "#" + node.id : ""}${node.classList.length ? "." + [...node.classList].join(".") : ""}> «${text}»`;
  };
  const shown = (node) => node.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }) && node.getClientRects().length > 0;
  const apart = (node) => node.closest(".visually-hidden, .skip, svg, template");
  const all = (selector, root = document) => [...root.querySelectorAll(selector)].filter(shown);

  const CONTROLS = "a[href], button, input:not([type=hidden]), select, textarea, summary";
  const inSentence = (link) => {
    if (link.tagName !== "A" || !getComputedStyle(link).display.startsWith("inline") || getComputedStyle(link).display === "inline-flex") return false;
    const rest = link.parentElement.textContent.replace(link.textContent, "").trim();
    return rest.length > 0;
  };

  const texts = () => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) {
      const node = walker.currentNode;
      if (node.data.trim() && node.parentElement && !apart(node.parentElement) && shown(node.parentElement)) found.push(node);
    }
    return found;
  };
  const boxes = (node) => {
    const range = document.createRange();
    range.selectNodeContents(node);
    return [...range.getClientRects()].filter((box) => box.width > 1 && box.height > 1);
  };

  // sRGB as the browser computed it, and its contrast.
  const colour = (text) => {
    const parts = text.match(/[\d.]+/g).map(Number);
    const rgb = text.startsWith("color(") ? parts.slice(0, 3).map((part) => part * 255) : parts.slice(0, 3);
    return { rgb, alpha: parts.length > 3 ? parts[3] : 1 };
  };
  const light = (rgb) => {
    const [r, g, b] = rgb.map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a, b) => {
    const [dark, bright] = [light(a), light(b)].sort((x, y) => x - y);
    return (bright + 0.05) / (dark + 0.05);
  };
  const ground = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const { rgb, alpha } = colour(getComputedStyle(at).backgroundColor);
      if (alpha === 1) return rgb;
    }
    return [255, 255, 255];
  };

  window.walk = {
    // T17: one h1, no level skipped, the title begins with it.
    headings() {
      const wrong = [];
      const heads = all("h1, h2, h3, h4, h5, h6").filter((head) => !head.closest(".problem")); // stands before the h1 on purpose
      const firsts = heads.filter((head) => head.tagName === "H1");
      if (firsts.length !== 1) wrong.push(`${firsts.length} h1`);
      heads.reduce((before, head) => {
        const level = Number(head.tagName[1]);
        if (level > before + 1) wrong.push(`h${before} is followed by ${name(head)}`);
        return level;
      }, 0);
      return wrong;
    },

    // T18: a person's own words have a direction of their own.
    ownWords(written) {
      const wrong = [];
      for (const node of texts()) {
        const own = written.find((each) => node.data.includes(each));
        if (own && !node.parentElement.closest("[dir=auto], bdi")) wrong.push(`no dir=auto: ${name(node.parentElement)}`);
      }
      for (const field of all("textarea, input[type=text], input[type=search]"))
        if (!field.dir && !apart(field)) wrong.push(`no dir on ${name(field)}`);
      return wrong;
    },

    // T4: 44 by 44 at least, links in a sentence apart.
    targets() {
      const wrong = [];
      for (const node of all(CONTROLS)) {
        if (apart(node) || inSentence(node)) continue;
        const label = node.closest("label") || node;
        const box = label.getBoundingClientRect();
        if (box.width < 43.9 || box.height < 43.9) wrong.push(`${Math.round(box.width)}×${Math.round(box.height)} ${name(label)}`);
      }
      return wrong;
    },

    // T3: what one can press or write in stands out from what is around it.
    edges() {
      const wrong = [];
      for (const node of all(".field :is(input, select, textarea), .choice, .day, .button:not(.plain), .help-now")) {
        if (node.disabled) continue;
        const style = getComputedStyle(node);
        const around = ground(node.parentElement);
        const edge = contrast(colour(style.borderTopColor).rgb, around);
        const fill = contrast(ground(node), around);
        if (Math.max(edge, fill) < 3) wrong.push(`${edge.toFixed(2)}:1 ${name(node)}`);
      }
      return wrong;
    },

    // T5, T6, T7, T13: nothing sticks out, sideways scrolling is for tables only, and words stay inside their button.
    overflow() {
      const wrong = [];
      const wide = document.documentElement.clientWidth;
      if (document.documentElement.scrollWidth > wide) wrong.push(`the page is ${document.documentElement.scrollWidth} wide in ${wide}`);
      for (const node of texts()) {
        const parent = node.parentElement;
        if (parent.closest(".scroll")) continue;
        const holder = parent.closest("a.button, button, .row, .choice, .chip, .tabs a, .card, .entry, .step, .line, .notice");
        const frame = holder && !holder.closest("p a:not(.button)") ? holder.getBoundingClientRect() : null;
        for (const box of boxes(node)) {
          if (box.right > wide + 1 || box.left < -1) wrong.push(`sticks out (${Math.round(box.left)}–${Math.round(box.right)}): ${name(parent)}`);
          else if (frame && (box.right > frame.right + 2 || box.left < frame.left - 2 || box.bottom > frame.bottom + 4 || box.top < frame.top - 4))
            wrong.push(`leaves its frame: ${name(parent)}`);
          else continue;
          break;
        }
      }
      for (const field of all("input[type=search], input[type=text], select, textarea, svg[role=img]")) {
        const box = field.getBoundingClientRect();
        if (box.right > wide + 1 || box.left < -1) wrong.push(`sticks out: ${name(field)}`);
      }
      return wrong;
    },

    // T5: in a low window nothing stands still over the page.
    fixed() {
      return all("body *").filter((node) => ["fixed", "sticky"].includes(getComputedStyle(node).position)).map(name);
    },

    // T8, said for the element that has the focus now.
    focus() {
      const node = document.activeElement;
      if (!node || node === document.body || node === document.documentElement) return null;
      const frame = node.closest(".choice") || node;
      const style = getComputedStyle(frame);
      const wrong = [];
      const inner = /^(date|time)$/.test(node.type) && !node.matches(":focus-visible"); // its own button, which the browser rings
      if (inner) return wrong;
      if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2) wrong.push(`no ring: ${name(frame)}`);
      const box = node.getBoundingClientRect();
      const at = document.elementFromPoint(
        Math.min(Math.max(box.left + box.width / 2, 0), innerWidth - 1),
        Math.min(Math.max(box.top + Math.min(box.height, innerHeight) / 2, 0), innerHeight - 1),
      );
      const there = at && (node.contains(at) || at.contains(node) || frame.contains(at)) && !at.matches("html, body");
      const tabs = document.querySelector(".tabs");
      const bar = tabs && getComputedStyle(tabs).position === "fixed" && !tabs.contains(node) ? tabs.getBoundingClientRect().top : innerHeight;
      const writing = node.matches("textarea"); // the browser brings the line one writes on into view, not the whole field
      if (box.bottom > bar + 1 && box.height < bar && !writing) wrong.push(`under the tab bar or the edge (${Math.round(box.bottom)} > ${Math.round(bar)}): ${name(node)}`);
      else if (!there) wrong.push(`covered by ${at ? name(at) : "nothing"}: ${name(node)}`);
      const before = window.walk.last;
      if (before && before.isConnected && before !== node && !(before.compareDocumentPosition(node) & 4)) wrong.push(`out of order: ${name(before)} then ${name(node)}`);
      window.walk.last = node;
      window.walk.seen.add(node);
      return wrong;
    },
    begin() {
      document.body.tabIndex = -1;
      document.body.focus();
      document.body.removeAttribute("tabindex");
      scrollTo(0, 0);
      window.walk.last = null;
      window.walk.seen = new Set();
    },
    // Round again? A field for a date or a time has several stops of its own.
    again: () => document.activeElement !== window.walk.last && window.walk.seen.has(document.activeElement),
    // T8: what can be pressed and was never reached.
    missed() {
      const groups = new Set([...window.walk.seen].filter((node) => node.type === "radio").map((node) => node.name));
      return all(CONTROLS + ", [tabindex='0']")
        .filter((node) => !node.disabled && node.tabIndex >= 0 && !window.walk.seen.has(node))
        .filter((node) => node.type !== "radio" || !groups.has(node.name))
        .map(name);
    },

    // T10: where one is can be seen without our colours.
    current() {
      const tabs = all(".tabs a");
      const here = tabs.find((tab) => tab.hasAttribute("aria-current"));
      const other = tabs.find((tab) => !tab.hasAttribute("aria-current"));
      if (!here || !other) return [];
      const [a, b] = [getComputedStyle(here), getComputedStyle(other)];
      return a.backgroundColor === b.backgroundColor && a.borderTopWidth === b.borderTopWidth ? ["the current tab looks like the others"] : [];
    },
    pressed() {
      const looks = (node) => {
        const style = getComputedStyle(node);
        return [style.backgroundColor, style.borderTopColor, style.borderTopWidth, style.borderTopStyle, style.outlineStyle].join();
      };
      return all("[aria-pressed=true]")
        .filter((yes) => all("button:not([aria-pressed=true])", yes.parentElement).some((no) => looks(no) === looks(yes)))
        .map((yes) => `chosen looks like the others: ${name(yes)}`);
    },

    // T21: a chart says what it shows, in words and as a table.
    charts() {
      const wrong = [];
      for (const svg of document.querySelectorAll("svg[role=img]")) {
        if (!svg.querySelector("title")?.textContent.trim() || !svg.querySelector("desc")?.textContent.trim()) wrong.push(`no title or desc: ${name(svg)}`);
        if (!svg.closest("figure")?.querySelector("table tr")) wrong.push(`no table near: ${name(svg)}`);
      }
      for (const svg of document.querySelectorAll("svg:not([role=img])"))
        if (svg.getAttribute("aria-hidden") !== "true") wrong.push(`neither an image nor hidden: ${name(svg.parentElement)}`);
      return wrong;
    },

    // T22: on paper there are words, no doors.
    print() {
      const wrong = all(".tabs, .top, .foot, .skip, .status, .back, main button").map((node) => `printed: ${name(node)}`);
      for (const node of texts()) {
        const style = getComputedStyle(node.parentElement);
        if (contrast(colour(style.color).rgb, [255, 255, 255]) < 7) wrong.push(`pale on paper: ${name(node.parentElement)}`);
      }
      return [...wrong, ...window.walk.overflow()];
    },

    // A sheet of our own, which a strict policy allows when it is built by script.
    wear(css) {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(css);
      document.adoptedStyleSheets = css ? [sheet] : [];
    },
  };
})();
