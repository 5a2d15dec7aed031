// Names suggested below a search box, grouped by kind: a combobox with a list
// (https://www.w3.org/WAI/ARIA/apg/patterns/combobox/). The box works without it.
const WAIT = 120;
const answers = new Map();

async function suggestions(q, language, signal) {
  const key = `${language} ${q}`;
  if (!answers.has(key)) {
    const asked = new URLSearchParams({ q, lang: language });
    const answer = await fetch(`/api/complete?${asked}`, { signal });
    if (!answer.ok) return [];
    answers.set(key, (await answer.json()).results);
  }
  return answers.get(key);
}

function element(name, attributes, text = "") {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.textContent = text;
  return made;
}

class Combobox {
  constructor(input, words, language) {
    this.input = input;
    this.words = words;
    this.language = language;
    this.options = [];
    this.at = -1;
    const room = input.form;
    room.classList.add("completing");
    const id = `${input.id}-list`;
    this.list = element("div", { id, role: "listbox", class: "completions", hidden: "", "aria-label": words.list });
    this.status = element("p", { role: "status", class: "skip" });
    room.append(this.list, this.status);
    for (const [key, value] of Object.entries({
      role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id,
    })) input.setAttribute(key, value);
    input.addEventListener("input", () => this.typed());
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => this.close());
    // A press must not take the focus from the box before it is a click.
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.take(option);
    });
  }

  typed() {
    clearTimeout(this.timer);
    this.asking?.abort();
    const q = this.input.value.trim();
    if (!q) return this.close();
    this.timer = setTimeout(async () => {
      this.asking = new AbortController();
      try {
        const found = await suggestions(q, this.language, this.asking.signal);
        if (this.input.value.trim() === q && document.activeElement === this.input) this.show(q, found);
      } catch {
        // The box itself still searches.
      }
    }, WAIT);
  }

  show(q, found) {
    this.options = [];
    const groups = new Map();
    for (const one of found) groups.set(one.kindLabel, [...(groups.get(one.kindLabel) ?? []), one]);
    const parts = [...groups].map(([kind, things], number) => {
      const name = `${this.list.id}-${number}`;
      const group = element("ul", { role: "group", "aria-labelledby": name });
      group.append(element("li", { id: name, role: "presentation" }, kind));
      for (const thing of things) {
        const option = element("li", { role: "option" }, thing.label);
        if (thing.language) option.lang = thing.language;
        if (thing.also) option.append(" ", element("small", {}, thing.also));
        option.dataset.page = new URL(thing.page).pathname;
        this.add(option);
        group.append(option);
      }
      return group;
    });
    if (found.length) {
      const all = element("div", { role: "option", class: "all" }, this.words.all.replace("{q}", q));
      this.add(all);
      parts.push(all);
    }
    this.list.replaceChildren(...parts);
    this.list.hidden = !found.length;
    this.input.setAttribute("aria-expanded", String(found.length > 0));
    this.choose(-1);
    this.status.textContent = found.length ? this.words.count.replace("{n}", found.length) : this.words.none;
  }

  add(option) {
    option.id = `${this.list.id}-o${this.options.length}`;
    option.setAttribute("aria-selected", "false");
    this.options.push(option);
  }

  choose(at) {
    this.options[this.at]?.setAttribute("aria-selected", "false");
    this.at = at;
    const option = this.options[at];
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) this.input.setAttribute("aria-activedescendant", option.id);
    else this.input.removeAttribute("aria-activedescendant");
  }

  key(event) {
    if (event.isComposing) return;
    const open = !this.list.hidden;
    const last = this.options.length - 1;
    if (event.key === "ArrowDown" && open) this.choose(this.at === last ? -1 : this.at + 1);
    else if (event.key === "ArrowDown") this.typed();
    else if (event.key === "ArrowUp" && open) this.choose(this.at === -1 ? last : this.at - 1);
    else if (event.key === "Escape" && open) this.close();
    else if (event.key === "Enter" && open && this.at >= 0) this.take(this.options[this.at]);
    else return;
    event.preventDefault();
  }

  take(option) {
    this.close();
    if (option.dataset.page) location.assign(option.dataset.page);
    else this.input.form.requestSubmit();
  }

  close() {
    clearTimeout(this.timer);
    this.asking?.abort();
    this.list.hidden = true;
    this.status.textContent = "";
    this.input.setAttribute("aria-expanded", "false");
    this.choose(-1);
  }
}

const here = document.getElementById("complete");
const { language, ...words } = here.dataset;
for (const input of document.querySelectorAll("form[role=search] input[name=q]")) {
  new Combobox(input, words, language);
}
