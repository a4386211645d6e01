/** Asks the server; remembers what it answered, since the graph does not change under a reader. */
import type {
  Answer, Claim, Entity, Found, FullRelease, Iri, NamedQuery, Network, Places, Releases, Stats, Terms, Timeline,
} from "./types";

const REMEMBERED = 200;
const LINE = 300;
const remembered = new Map<string, Promise<unknown>>();

/** The server said no, or could not be reached (status 0). */
export class Refused extends Error {
  constructor(readonly status: number, message: string, readonly retryAfter: number | null = null) {
    super(message);
  }
}

export type Parameters = Record<string, string | number | undefined>;

export function address(path: string, parameters: Parameters = {}): string {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== "");
  const search = new URLSearchParams(given.map(([name, value]) => [name, String(value)]));
  return given.length > 0 ? `${path}?${search}` : path;
}

async function refusal(response: Response): Promise<Refused> {
  const text = await response.text();
  let message = `${response.status} ${response.statusText}`;
  try {
    message = (JSON.parse(text) as { error?: string }).error ?? message;
  } catch {
    // /sparql answers in plain text; a page of a proxy says nothing that its status does not
    if (response.headers.get("Content-Type")?.startsWith("text/plain") && text.trim()) message = text.trim().split("\n")[0]!.slice(0, LINE);
  }
  return new Refused(response.status, message, Number(response.headers.get("Retry-After")) || null);
}

export async function ask(url: string, options: RequestInit = {}): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, options);
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new Refused(0, "");
  }
  if (!response.ok) throw await refusal(response);
  return response;
}

function get<T>(path: string, parameters: Parameters = {}): Promise<T> {
  const url = address(path, parameters);
  const known = remembered.get(url);
  if (known) return known as Promise<T>;
  const answer = ask(url).then((response) => response.json() as Promise<T>);
  remembered.set(url, answer);
  answer.catch(() => remembered.delete(url));
  if (remembered.size > REMEMBERED) remembered.delete(remembered.keys().next().value as string);
  return answer;
}

export const stats = () => get<Stats>("/api/stats");
export const search = (q: string, limit = 12) => get<{ items: Found[] }>("/api/search", { q, limit });
export const overview = (limit: number) => get<Network>("/api/graph", { limit });
export const neighbourhood = (node: Iri, limit = 200) => get<Network>("/api/graph", { node, hops: 1, limit });
export const entity = (iri: Iri) => get<Entity>("/api/entity", { iri });
export const edge = (source: Iri, property: string, target: Iri) =>
  get<{ claims: Claim[] }>("/api/edge", { source, target, property });
export const claim = (iri: Iri) => get<Claim>("/api/claim", { iri });
export const release = (iri: Iri) => get<FullRelease>("/api/release", { iri });
export const releases = (asked: { q?: string; from?: string; to?: string; limit?: number; offset?: number }) =>
  get<Releases>("/api/releases", asked);
export const timeline = (asked: { from?: string; to?: string; fact?: string; node?: Iri; limit?: number }) =>
  get<Timeline>("/api/timeline", asked);
export const places = (asked: { from?: string; to?: string } = {}) => get<Places>("/api/map", asked);
export const queries = () => get<NamedQuery[]>("/api/queries");
export const terms = () => get<Terms>("/api/terms");

export async function namedAnswer(name: string, parameters: Parameters, signal: AbortSignal): Promise<Answer> {
  const response = await ask(address(`/api/query/${encodeURIComponent(name)}`, parameters), { signal });
  return (await response.json()) as Answer;
}
