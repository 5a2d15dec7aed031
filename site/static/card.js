// <moc-ban-card src="https://…/card/e/monument/x.json" lang="en"><a href="…">…</a></moc-ban-card>
// A card of a thing on any site. The link within stays where the card cannot be had.
(() => {
  if (customElements.get("moc-ban-card")) return;
  const style = new CSSStyleSheet();
  style.replaceSync(`
    :host { display: block; max-width: 30rem; }
    article { border: 3px double #1f1a16; background: #fbf6ea; color: #1f1a16; padding: .9rem 1.1rem; font: 400 1rem/1.5 system-ui, sans-serif; overflow-wrap: break-word; }
    img { display: block; max-width: 100%; height: auto; margin-bottom: .7rem; }
    p { margin: .35rem 0; }
    .title { font: 600 1.25rem/1.3 Georgia, "Noto Serif", serif; }
    .kind { color: #9e2a1f; font-weight: 600; font-size: .85rem; margin: 0; }
    .credit { color: #574a3d; font-size: .82rem; }
    a { color: #1d5166; }
    a:focus-visible { outline: 3px solid #9e2a1f; outline-offset: 2px; }`);

  const make = (name, text, marks = {}) => {
    const node = document.createElement(name);
    if (text) node.textContent = text;
    for (const [key, value] of Object.entries(marks)) if (value) node.setAttribute(key, value);
    return node;
  };
  const link = (text, address, marks) => {
    const found = URL.canParse(address) && /^https?:$/.test(new URL(address).protocol);
    return make(found ? "a" : "span", text, found ? { href: address, ...marks } : {});
  };

  customElements.define("moc-ban-card", class extends HTMLElement {
    static observedAttributes = ["src", "lang"];

    constructor() {
      super();
      const root = this.attachShadow({ mode: "open" });
      root.adoptedStyleSheets = [style];
      root.append(make("slot"));
    }

    attributeChangedCallback() {
      if (this.turn && this.isConnected) this.load();
    }

    connectedCallback() {
      this.load();
    }

    async load() {
      const turn = (this.turn = (this.turn ?? 0) + 1);
      try {
        const address = new URL(this.getAttribute("src"), document.baseURI);
        if (this.lang) address.searchParams.set("lang", this.lang.split("-")[0]);
        const answer = await fetch(address, { credentials: "omit", signal: AbortSignal.timeout(8000) });
        if (!answer.ok) return;
        const said = await answer.json();
        if (turn === this.turn) this.shadowRoot.replaceChildren(this.card(said));
      } catch { /* the link within stays */ }
    }

    card(said) {
      const card = make("article", "", { lang: said.language });
      const picture = said.picture;
      if (picture) {
        const image = make("img", "", { src: picture.src, width: picture.width, height: picture.height, loading: "lazy" });
        image.alt = picture.alt ?? "";
        image.addEventListener("error", () => card.querySelectorAll(".picture").forEach((each) => each.remove()));
        image.className = "picture";
        card.append(image);
      }
      const title = make("p", "", { class: "title" });
      title.append(link(said.title, said.url, { lang: said.title_language }));
      card.append(make("p", said.kind, { class: "kind" }), title);
      if (said.text) card.append(make("p", said.text, { lang: said.text_language }));
      for (const fact of said.facts ?? []) card.append(make("p")), card.lastChild.append(make("b", fact));
      if (picture) {
        const credit = make("p", picture.credit.concat("").join(" · "), { class: "credit picture" });
        picture.licence.forEach((each, n) => credit.append(n ? ", " : "", link(each.name, each.url, { rel: "license" })));
        card.append(credit);
      }
      card.append(make("p", [said.source, said.site].filter(Boolean).join(" · "), { class: "credit" }));
      return card;
    }
  });
})();
