/** The editor for SPARQL: completion from the ontology, mistakes shown where they are. */
import { autocompletion, type Completion, type CompletionContext, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { type Diagnostic, linter, lintKeymap } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { EditorView, keymap, lineNumbers, placeholder } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { sparql } from "codemirror-lang-sparql";
import { useEffect, useRef, useState } from "preact/hooks";

import type { Terms } from "../api/types";
import { t } from "../i18n";
import { check } from "./sparql";

const KEYWORDS = "SELECT CONSTRUCT ASK DESCRIBE WHERE FILTER OPTIONAL UNION MINUS BIND VALUES GRAPH PREFIX DISTINCT GROUP BY ORDER BY HAVING LIMIT OFFSET ASC DESC COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT SEPARATOR AS EXISTS NOT IN BOUND STR LANG CONTAINS LCASE UCASE STRSTARTS REGEX IF COALESCE YEAR MONTH DAY UNDEF".split(" ");

const colours = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--initiative)", fontWeight: "600" },
  { tag: [tags.variableName, tags.special(tags.variableName)], color: "var(--person)" },
  { tag: [tags.string, tags.number, tags.bool], color: "var(--place)" },
  { tag: [tags.url, tags.namespace, tags.link], color: "var(--organisation)" },
  { tag: tags.comment, color: "var(--quiet)", fontStyle: "italic" },
]);

const look = EditorView.theme({
  "&": { backgroundColor: "var(--page)", color: "var(--text)", fontSize: "var(--text-m)", border: "1px solid var(--line)", borderRadius: "var(--round-s)" },
  "&.cm-focused": { outline: "2px solid var(--accent)", outlineOffset: "1px" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.55", minHeight: "9rem", maxHeight: "45dvh", overflow: "auto" },
  ".cm-content": { caretColor: "var(--text)" },
  ".cm-cursor": { borderLeftColor: "var(--text)" },
  ".cm-gutters": { backgroundColor: "var(--raised)", color: "var(--quiet)", border: "none" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, ::selection": { backgroundColor: "var(--accent-soft)" },
  ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": { backgroundColor: "var(--mark)" },
  ".cm-tooltip": { backgroundColor: "var(--page)", color: "var(--text)", border: "1px solid var(--line)", borderRadius: "var(--round-s)", boxShadow: "var(--shadow)" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--accent-soft)", color: "var(--text)" },
  ".cm-diagnostic-error": { borderLeftColor: "var(--warn)" },
  ".cm-tooltip.cm-completionInfo": { padding: "var(--space-2)", maxWidth: "22rem" },
});

function completions({ classes, properties, prefixes }: Terms): Completion[] {
  const terms = (all: Terms["classes"], type: string) =>
    all.map(({ prefixed, label, comment }) => ({ label: prefixed, detail: label, type, boost: 2, ...(comment ? { info: comment } : {}) }));
  return [
    ...terms(classes, "class"),
    ...terms(properties, "property"),
    ...Object.entries(prefixes).map(([name, iri]) => ({ label: `PREFIX ${name}:`, apply: `PREFIX ${name}: <${iri}>\n`, detail: iri, type: "namespace" })),
    ...[...new Set(KEYWORDS)].map((label) => ({ label, type: "keyword" })),
  ];
}

function complete(known: Completion[]) {
  return (context: CompletionContext) => {
    const word = context.matchBefore(/[?$]\w*|[A-Za-z][\w-]*(?::[\w-]*)?/);
    if (!word || (word.from === word.to && !context.explicit)) return null;
    const variables = [...new Set(context.state.doc.toString().match(/[?$]\w+/g) ?? [])];
    const own = variables.filter((name) => name !== word.text).map((label) => ({ label, type: "variable", boost: 3 }));
    return { from: word.from, options: [...own, ...known], validFor: /^[?$]?[\w:-]*$/ };
  };
}

function mistakes(prefixes: Record<string, string>, tell: (line: string) => void) {
  return ({ state }: EditorView): Diagnostic[] => {
    const text = state.doc.toString();
    const { mistake } = text.trim() === "" ? { mistake: null } : check(text, prefixes);
    const told = mistake ? t().query.wrong(mistake.line, mistake.column) + (/prefix/i.test(mistake.message) ? ` ${mistake.message}` : "") : "";
    tell(told);
    if (!mistake) return [];
    const line = state.doc.line(Math.min(Math.max(mistake.line, 1), state.doc.lines));
    const from = Math.min(line.from + Math.max(mistake.column - 2, 0), Math.max(line.to - 1, line.from));
    return [{ from, to: Math.max(line.to, from), severity: "error", message: told }];
  };
}

const nonce = (): string => document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? "";

interface Props {
  value: string;
  terms: Terms;
  onChange: (value: string) => void;
  onRun: () => void;
}

export default function Editor({ value, terms, onChange, onRun }: Props) {
  const [wrong, setWrong] = useState("");
  const place = useRef<HTMLDivElement>(null);
  const editor = useRef<EditorView | null>(null);
  const current = useRef({ onChange, onRun });
  current.current = { onChange, onRun };
  useEffect(() => {
    const view = new EditorView({
      parent: place.current as HTMLElement,
      state: EditorState.create({
        doc: value,
        extensions: [
          EditorView.cspNonce.of(nonce()), lineNumbers(), history(), bracketMatching(), sparql(), syntaxHighlighting(colours), look,
          EditorView.lineWrapping, EditorView.contentAttributes.of({ "aria-label": t().query.editor }),
          placeholder("SELECT ?s ?p ?o WHERE { ?s ?p ?o } LIMIT 10"),
          autocompletion({ override: [complete(completions(terms))] }), linter(mistakes(terms.prefixes, setWrong), { delay: 500 }),
          keymap.of([{ key: "Mod-Enter", run: () => (current.current.onRun(), true) }, ...completionKeymap, ...lintKeymap, ...historyKeymap, ...defaultKeymap]),
          EditorView.updateListener.of((update) => update.docChanged && current.current.onChange(update.state.doc.toString())),
        ],
      }),
    });
    editor.current = view;
    return () => view.destroy();
  }, [terms]);
  useEffect(() => {
    const view = editor.current;
    if (view && view.state.doc.toString() !== value) view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: value } });
  }, [value]);
  return (
    <div>
      <div class="editor" ref={place} />
      <p class="mistake" role="status">{wrong}</p>
    </div>
  );
}
