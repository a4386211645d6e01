/** A claim: what it says, the sentences that it rests on, and where they stand. */
import type { Claim, Part } from "../api/types";
import { day, share, t, termName, typeName } from "../i18n";
import { Link, ThingLink } from "../parts/link";

function Value({ part }: { part: Part }) {
  return part.iri ? <ThingLink iri={part.iri} label={part.label} /> : <>{part.label}</>;
}

function Parts({ parts }: { parts: Part[] }) {
  const names = [...new Set(parts.map(({ name }) => name))];
  return (
    <dl class="parts">
      {names.map((name) => (
        <div key={name}>
          <dt>{termName(name)}</dt>
          <dd>
            {parts.filter((part) => part.name === name).map((part, i) => (
              <span key={i}>{i > 0 && " · "}<Value part={part} /></span>
            ))}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Standing({ claim }: { claim: Claim }) {
  const { panel } = t();
  return (
    <p class="standing">
      <span title={panel.confidence}>
        <meter min={0} max={1} value={claim.confidence} aria-hidden="true" /> {share(claim.confidence)} {panel.confidence}
      </span>
      {claim.belief !== null && <span>{share(claim.belief)} {panel.belief}</span>}
      {claim.method && <span>{panel.method} {claim.method}</span>}
      {claim.said_by && <span>{panel.saidBy} <ThingLink iri={claim.said_by.iri} label={claim.said_by.label} /></span>}
      {claim.judged !== null && <strong>{claim.judged ? panel.judgedRight : panel.judgedWrong}</strong>}
    </p>
  );
}

interface Props {
  claim: Claim;
  /** Without the way to the release, where the release is shown anyway. */
  inRelease?: boolean;
  marked?: boolean;
  number?: number;
  onSentence?: (claim: Claim) => void;
}

export function ClaimCard({ claim, inRelease, marked, number, onSentence }: Props) {
  const { panel, release } = t();
  return (
    <article class={`claim ${marked ? "marked" : ""}`} data-claim={claim.iri}>
      <header>
        {number !== undefined && <span class="tag">{number}</span>}
        <h4>{typeName(claim.fact)}</h4>
        <span class={`tag ${claim.modality}`}>{panel.modality[claim.modality] ?? claim.modality}</span>
        <Link to={{ selection: { kind: "claim", iri: claim.iri } }} class="quiet end" label={panel.link}>#</Link>
      </header>
      <Parts parts={claim.parts} />
      {!inRelease && claim.sentences.map((sentence, i) => <blockquote key={i} lang={claim.release?.language}>{sentence.text}</blockquote>)}
      <Standing claim={claim} />
      {onSentence && <button type="button" class="text" onClick={() => onSentence(claim)}>{release.toSentence}</button>}
      {!inRelease && claim.release && (
        <footer>
          <Link to={{ view: "releases", release: claim.release.iri, claim: claim.iri }}>{claim.release.title}</Link>
          <small>{[claim.release.publisher, day(claim.release.published)].filter(Boolean).join(" · ")}</small>
        </footer>
      )}
    </article>
  );
}
