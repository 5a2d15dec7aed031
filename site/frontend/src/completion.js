// Suggestions while one types: our prefixes, and the classes and properties that the data uses.
import { settings } from "./page.js";

async function ask(kind, text) {
  const answer = await fetch(`/api/terms?${new URLSearchParams({ kind, q: text })}`);
  return answer.ok ? answer.json() : [];
}

/** Registers the completers with Yasqe; returns their names. */
export function register(Yasqe) {
  const prefixes = Object.entries(settings.prefixes).map(([name, iri]) => `${name}: <${iri}>`);
  Yasqe.forkAutocompleter("prefixes", {
    name: "our-prefixes", get: () => prefixes, persistenceId: undefined,
  }, false);
  for (const kind of ["class", "property"]) {
    const names = new Map();
    Yasqe.forkAutocompleter(kind, {
      name: `our-${kind}`,
      preProcessToken: (_, token) => ({ ...token, autocompletionString: token.string.replace(/[<>]/g, "") }),
      get: async (_, token) => {
        const found = await ask(kind, token?.autocompletionString ?? "");
        for (const term of found) names.set(term.curie, term[settings.language]);
        return found.map((term) => (term.curie === term.iri ? `<${term.iri}>` : term.curie));
      },
      postProcessSuggestion: (_, __, suggested) => suggested,
      postprocessHints: (_, hints) => hints.map((hint) => ({
        ...hint, displayText: names.get(hint.text) ? `${hint.text}  –  ${names.get(hint.text)}` : hint.text,
      })),
    }, false);
  }
  return ["our-prefixes", "our-class", "our-property", "variables"];
}
