import { duration } from '../../kit/duration.ts';
import { Foreign } from '../../kit/foreign.tsx';
import { texts } from '../../texts/index.ts';
import { defaultRegion, regionsOf, type Usable } from './connectors.ts';

const SHOWN = 3;
const { limits } = texts.mine;

/** What holds for this person: of a limit that there is none of, nothing is said. */
export function Limits({ connector }: { readonly connector: Usable }) {
  const { access, repositories, codeartifact, maxDurationSeconds } = connector;
  return (
    <dl className="mine-limits">
      {access !== undefined && <Row name={limits.access} text={limits[access]} />}
      {repositories !== undefined && <Row name={limits.repositories} text={someOf(repositories)} />}
      {codeartifact !== undefined && (
        <Row name={limits.packages} text={someOf(codeartifact.repositories ?? codeartifact.domains)} />
      )}
      <Row name={limits.region} text={regionText(connector)} />
      {maxDurationSeconds !== undefined && (
        <Row name={limits.session} text={limits.atMost(duration(maxDurationSeconds))} />
      )}
    </dl>
  );
}

function Row({ name, text }: { readonly name: string; readonly text: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>
        <Foreign text={text} />
      </dd>
    </>
  );
}

function someOf(names: readonly string[]): string {
  const rest = names.length - SHOWN;
  return [names.slice(0, SHOWN).join(', '), ...(rest > 0 ? [limits.more(rest)] : [])].join(' ');
}

function regionText(connector: Usable): string {
  const regions = regionsOf(connector);
  if (regions !== undefined) return someOf(regions);
  return connector.region === undefined || defaultRegion(connector) !== undefined
    ? limits.anyRegion(connector.region)
    : limits.byClaims;
}
