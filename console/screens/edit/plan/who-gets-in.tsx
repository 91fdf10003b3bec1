import Box from '@cloudscape-design/components/box';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { Foreign } from '../../../kit/foreign.tsx';
import { texts } from '../../../texts/index.ts';
import { useIssuers } from '../api/definitions.ts';
import type { Written } from '../object/path.ts';
import { type Admitted, admittedBy } from './who.ts';

/** Whom the connector would let in, grant by grant. */
export function WhoGetsIn({ connector }: { readonly connector: Written }) {
  const issuers = useIssuers();
  const all = admittedBy(connector, issuers.data);
  return (
    <Box>
      <Box variant="h3">{texts.edit.whoGetsIn}</Box>
      {connector.enabled === false && <StatusIndicator type="stopped">{texts.edit.disabled}</StatusIndicator>}
      {all.length === 0 && <p>{texts.edit.nobody}</p>}
      <ol>
        {all.map((admitted, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a grant is known by its place
          <li key={index}>
            <OneGrant admitted={admitted} />
          </li>
        ))}
      </ol>
    </Box>
  );
}

function OneGrant({ admitted: { who, conditions, required, nobody } }: { readonly admitted: Admitted }) {
  return (
    <>
      <Foreign text={[who, ...conditions].join(texts.edit.and)} most={600} />
      {required.length > 0 && (
        <Box color="text-body-secondary">
          {texts.edit.alsoRequired} <Foreign text={required.join(texts.edit.and)} most={600} />
        </Box>
      )}
      {nobody !== undefined && <StatusIndicator type="warning">{nobody}</StatusIndicator>}
    </>
  );
}
