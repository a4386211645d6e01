/** Questions: the named ones with a form, or SPARQL of one's own. */
import { useEffect, useState } from "preact/hooks";

import * as api from "../api/client";
import type { NamedQuery, Parameter, Terms } from "../api/types";
import { t } from "../i18n";
import { lastPart } from "../iri";
import { useLoaded } from "../loaded";
import { Icon } from "../parts/icons";
import { lazy } from "../parts/lazy";
import { Link } from "../parts/link";
import { Roving } from "../parts/roving";
import { Empty, Failed, Ready } from "../parts/states";
import { Results } from "../query/results";
import { complete, run, start, stop } from "../query/run";
import { ask, go, hrefOf, screen } from "../screen";
import { Search } from "../search/search";

const Editor = lazy(() => import("../query/editor"));
const INPUTS = { string: "text", date: "date", integer: "number", decimal: "number", iri: "text" } as const;
const START = "SELECT ?organisation ?place WHERE {\n  ?organisation iv:locatedIn ?place .\n}\nLIMIT 100\n";

const without = (question: Partial<typeof screen.value.question>) => ({ ...screen.peek().question, ...question });

function Menu({ queries }: { queries: NamedQuery[] }) {
  const { name, sparql } = screen.value.question;
  const { query } = t();
  return (
    <section class="list" aria-label={query.named}>
      <Roving class="items" label={query.named}>
        <li data-item>
          <Link to={{ question: without({ name: "", parameters: {}, sparql: sparql || START }) }} class="item" current={!name && sparql !== ""}>
            <span class="row"><Icon name="query" /> {query.own}</span>
          </Link>
        </li>
        {queries.map((one) => (
          <li key={one.name} data-item>
            <Link to={{ question: without({ name: one.name, parameters: {}, sparql: "" }) }} class="item" current={one.name === name}>
              <span>{one.question}</span>
            </Link>
          </li>
        ))}
      </Roving>
    </section>
  );
}

function Picker({ queries }: { queries: NamedQuery[] }) {
  const { name, sparql } = screen.value.question;
  const { query } = t();
  const choose = (chosen: string) =>
    go({ question: without(chosen === "sparql" ? { name: "", parameters: {}, sparql: sparql || START } : { name: chosen, parameters: {}, sparql: "" }) });
  return (
    <label class="field picker">
      {query.choose}
      <select value={name || (sparql ? "sparql" : "")} onChange={(event) => choose(event.currentTarget.value)}>
        <option value="" disabled>…</option>
        <option value="sparql">{query.own}</option>
        {queries.map((one) => <option key={one.name} value={one.name}>{one.question}</option>)}
      </select>
    </label>
  );
}

function Input({ parameter: { name, type, required, description } }: { parameter: Parameter }) {
  const { parameters } = screen.value.question;
  const { query, search } = t();
  const value = parameters[name] ?? "";
  const set = (text: string) => {
    const { [name]: _, ...others } = screen.peek().question.parameters;
    ask({ parameters: text === "" ? others : { ...others, [name]: text } });
  };
  const hint = `${description}${required ? ` (${query.required})` : ""}`;
  if (type === "iri") {
    return (
      <div class="field">
        <span><strong>{name}</strong> {hint}</span>
        {value
          ? <span class="row"><span class="tag" title={value}>{lastPart(value)}</span><button type="button" class="text" onClick={() => set("")}>{t().clear}</button></span>
          : <Search label={`${name}: ${search.label}`} placeholder={search.placeholder} onChoose={({ iri }) => set(iri)} onText={set} />}
      </div>
    );
  }
  return (
    <label class="field">
      <span><strong>{name}</strong> {hint}</span>
      <input type={INPUTS[type] ?? "text"} step={type === "integer" ? 1 : "any"} required={required} value={value} onInput={(event) => set(event.currentTarget.value)} />
    </label>
  );
}

function Form({ query, onSparql }: { query: NamedQuery; onSparql: () => void }) {
  const { query: texts } = t();
  return (
    <>
      <h2>{query.question}</h2>
      {query.note && <p class="quiet">{query.note}</p>}
      {query.parameters.length > 0 && <div class="form">{query.parameters.map((parameter) => <Input key={parameter.name} parameter={parameter} />)}</div>}
      <details>
        <summary>{texts.edit}</summary>
        <pre tabIndex={0}>{query.sparql}</pre>
        <button type="button" onClick={onSparql}>{texts.own}</button>
      </details>
    </>
  );
}

function Seconds({ since }: { since: number }) {
  const [now, setNow] = useState(performance.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(performance.now()), 500);
    return () => clearInterval(timer);
  }, []);
  return <>{t().query.running(Math.max(0, Math.round((now - since) / 1000)))}</>;
}

/** A link that also copies itself, where the browser lets a page do so. */
function CopyLink() {
  const [copied, setCopied] = useState(false);
  const href = hrefOf({});
  const copy = (event: MouseEvent) => {
    event.preventDefault();
    void navigator.clipboard?.writeText(new URL(href, location.href).href).then(() => setCopied(true), () => undefined);
  };
  return <a class="button" href={href} onClick={copy} onBlur={() => setCopied(false)}><Icon name="link" /> {copied ? t().copied : t().query.permalink}</a>;
}

function Asked({ queries, terms }: { queries: NamedQuery[]; terms: Terms }) {
  const { question } = screen.value;
  const { query: texts } = t();
  const named = queries.find(({ name }) => name === question.name);
  const ready = complete(question, queries);
  const now = run.value;
  const begin = () => complete(screen.peek().question, queries) && void start(screen.peek().question, terms.prefixes);
  const which = question.name || (question.sparql ? "sparql" : "");
  useEffect(() => {
    run.value = { state: "none" };
    if (question.name || question.sparql !== START) begin();
    return stop;
  }, [which]);
  if (which === "") return <Empty title={texts.ready}>{texts.readyHint}</Empty>;
  return (
    <>
      <form class="question" onSubmit={(event) => { event.preventDefault(); begin(); }}>
        {named && <Form query={named} onSparql={() => ask({ name: "", parameters: {}, sparql: named.sparql }, "new")} />}
        {!question.name && <Editor value={question.sparql} terms={terms} onChange={(sparql) => ask({ sparql })} onRun={begin} />}
        {question.name && !named && <Failed reason={t().failed.missing} />}
        <p class="actions">
          {now.state === "running"
            ? <button key="stop" type="button" onClick={stop}>{texts.stop}</button>
            : <button key="ask" type="submit" class="primary" disabled={!ready}>{texts.run}</button>}
          <CopyLink />
        </p>
      </form>
      <section class="answer" aria-live="polite">
        {now.state === "running" && <p class="state"><span class="spinner" aria-hidden="true" /><Seconds since={now.since} /></p>}
        {now.state === "failed" && <Failed reason={now.reason} again={begin} />}
        {now.state === "done" && <Results result={now.result} />}
      </section>
    </>
  );
}

const load = async () => {
  const [queries, terms] = await Promise.all([api.queries(), api.terms()]);
  return { queries, terms };
};

export default function QueryView() {
  const known = useLoaded("queries", load);
  return (
    <Ready of={known}>
      {({ queries, terms }) => (
        <div class="split questions">
          <Menu queries={queries} />
          <div class="split-main column">
            <Picker queries={queries} />
            <Asked queries={queries} terms={terms} />
          </div>
        </div>
      )}
    </Ready>
  );
}
