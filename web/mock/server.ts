/** Answers as the server does, from an invented world, for `npm run dev` and `vite preview`. */
import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import type { Connect, Plugin } from "vite";

import { crowd, dayOf, makeWorld, queries, stats, terms, timeline, towns, type World } from "./data";

const NONCE = "bm9yZGJ5";
const POLICY = `default-src 'self'; script-src 'self'; style-src 'self' 'nonce-${NONCE}'; img-src 'self' data: blob:; worker-src 'self' blob:; connect-src 'self'; font-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'`;

let made: World | null = null;
const world = () => (made ??= makeWorld());

class Refusal extends Error {
  constructor(readonly status: number, message: string) {
    super(message);
  }
}

function found<T>(one: T | undefined): T {
  if (one === undefined) throw new Refusal(404, "no such thing");
  return one;
}

function graph(asked: URLSearchParams) {
  const { things, links } = world();
  const limit = Number(asked.get("limit") ?? 300);
  if (limit >= 10_000) return crowd(10_000, 30_000);
  const node = asked.get("node");
  const near = new Set(node ? [node, ...links.flatMap(({ source, target }) => (source === node ? [target] : target === node ? [source] : []))] : things.map(({ iri }) => iri));
  if (node) found(things.find(({ iri }) => iri === node));
  const chosen = things.filter(({ iri }) => near.has(iri)).sort((a, b) => Number(b.iri === node) - Number(a.iri === node) || b.degree - a.degree);
  const nodes = chosen.slice(0, limit);
  const kept = new Set(nodes.map(({ iri }) => iri));
  return { nodes, edges: links.filter(({ source, target }) => kept.has(source) && kept.has(target)), left_out: chosen.length - nodes.length };
}

function entity(iri: string) {
  const { things, links, claims, releases, aliases } = world();
  const thing = found(things.find((one) => one.iri === iri));
  const own = claims.filter(({ parts }) => parts.some((part) => part.iri === iri)).sort((a, b) => (dayOf(a.release) < dayOf(b.release) ? -1 : 1));
  const label = (other: string) => found(things.find((one) => one.iri === other));
  return {
    iri, label: thing.label, type: thing.type, aliases: aliases.get(iri) ?? [],
    identifiers: thing.type === "Place" ? ["https://www.geonames.org/0000000"] : thing.label.startsWith("<") ? ["javascript:alert(1)"] : [],
    governed_by: null, claims: own.slice(0, 500), claims_total: own.length,
    neighbours: links.flatMap(({ source, target, property, label: name }) => {
      if (source !== iri && target !== iri) return [];
      const other = label(source === iri ? target : source);
      return [{ iri: other.iri, label: other.label, type: other.type, property, label_property: name }];
    }),
    mentions: releases.flatMap(({ text: _text, mentions, claims: _claims, ...release }) => {
      const count = mentions.filter((mention) => mention.iri === iri).length;
      return count > 0 ? [{ release, count }] : [];
    }),
  };
}

function search(asked: URLSearchParams) {
  const { things, aliases } = world();
  const words = (asked.get("q") ?? "").toLocaleLowerCase();
  const fits = (text: string) => text.toLocaleLowerCase().includes(words);
  const items = things.filter(({ iri, label }) => fits(label) || (aliases.get(iri) ?? []).some(fits));
  return { items: items.sort((a, b) => b.degree - a.degree).slice(0, 12).map(({ iri, label, type, degree }) => ({ iri, label, type, degree, aliases: aliases.get(iri) ?? [] })) };
}

function releases(asked: URLSearchParams) {
  const words = (asked.get("q") ?? "").toLocaleLowerCase();
  const [from, to] = [asked.get("from") ?? "", asked.get("to") ?? "9999"];
  const fitting = world().releases.filter(({ title, text, published: day }) => `${title} ${text}`.toLocaleLowerCase().includes(words) && (day ?? "") >= from && (day ?? "").slice(0, to.length) <= to);
  const offset = Number(asked.get("offset") ?? 0);
  return { items: fitting.slice(offset, offset + Number(asked.get("limit") ?? 50)).map(({ text: _text, mentions: _mentions, claims, ...release }) => ({ ...release, claims: claims.length })), total: fitting.length };
}

function answer() {
  const { links, things } = world();
  const value = (iri: string) => ({ type: "uri", value: iri });
  const label = (iri: string) => ({ type: "literal", value: found(things.find((one) => one.iri === iri)).label });
  const bindings = links.filter(({ property }) => property === "partyTo").slice(0, 80).map(({ source, target }, i) => ({
    one: value(source), name: label(source), other: label(target), agreements: { type: "literal", value: String(40 - (i % 38)), datatype: "http://www.w3.org/2001/XMLSchema#integer" },
  }));
  return { head: { vars: ["one", "name", "other", "agreements"] }, results: { bindings } };
}

const triples = () => world().links.slice(0, 120).map(({ source, target, property }) => `<${source}> <https://w3id.org/innovation-valley/ontology#${property}> <${target}> .`).join("\n") + "\n";

async function answered(url: URL, request: IncomingMessage): Promise<unknown> {
  const { pathname, searchParams: asked } = url;
  const iri = asked.get("iri") ?? "";
  if (pathname === "/api/stats") return stats(world());
  if (pathname === "/api/search") return search(asked);
  if (pathname === "/api/graph") return graph(asked);
  if (pathname === "/api/entity") return entity(iri);
  if (pathname === "/api/edge") return { claims: world().claims.filter(({ parts }) => parts.some((part) => part.iri === asked.get("source"))).slice(0, 4) };
  if (pathname === "/api/claim") return found(world().claims.find((one) => one.iri === iri));
  if (pathname === "/api/release") return found(world().releases.find((one) => one.iri === iri));
  if (pathname === "/api/releases") return releases(asked);
  if (pathname === "/api/timeline") return timeline(world(), asked);
  if (pathname === "/api/map") return towns(world());
  if (pathname === "/api/queries") return queries;
  if (pathname === "/api/terms") return terms;
  if (pathname === "/api/query/too-slow") {
    await new Promise((resolve) => setTimeout(resolve, 3000));
    throw new Refusal(504, "the query took longer than 3 s");
  }
  if (pathname.startsWith("/api/query/")) return answer();
  if (pathname === "/sparql") return request.headers.accept?.startsWith("application/n-triples") ? triples() : answer();
  if (pathname.startsWith("/api/export/")) return graph(asked);
  throw new Refusal(404, "no such address");
}

const middleware = (built: string, answers: boolean): Connect.NextHandleFunction => (request: IncomingMessage, response: ServerResponse, next) => {
  const url = new URL(request.url ?? "/", "http://localhost");
  if (url.pathname === "/" && process.env["NODE_ENV"] === "production") {
    response.setHeader("Content-Security-Policy", POLICY);
    response.setHeader("Content-Type", "text/html; charset=utf-8");
    return response.end(readFileSync(join(built, "index.html"), "utf8").replace("__NONCE__", NONCE));
  }
  if (!answers || !/^\/(api|sparql)/.test(url.pathname)) return next();
  const send = (status: number, body: unknown) => {
    response.statusCode = status;
    if (status === 503) response.setHeader("Retry-After", "7");
    response.setHeader("Content-Type", "application/json; charset=utf-8");
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  };
  answered(url, request).then(
    (body) => send(200, body),
    (error: unknown) => send(error instanceof Refusal ? error.status : 500, { error: String(error instanceof Error ? error.message : error) }),
  );
};

export function mock(built: string, answers: boolean): Plugin {
  return {
    name: "mock-server",
    configureServer: ({ middlewares }) => void middlewares.use(middleware(built, answers)),
    configurePreviewServer: ({ middlewares }) => void middlewares.use(middleware(built, answers)),
  };
}
