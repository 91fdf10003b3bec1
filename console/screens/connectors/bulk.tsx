import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { lazy, Suspense, useState } from 'react';
import { download } from '../../kit/download.ts';
import { notify } from '../../kit/notice-board.ts';
import { texts } from '../../texts/index.ts';
import { csvOf, definitionsOf } from './export-file.ts';
import type { Row } from './rows.ts';

const t = texts.connectors;

const VerifyMany = lazy(async () => ({ default: (await import('./verify-many.tsx')).VerifyMany }));

interface BulkProps {
  readonly found: readonly Row[];
  readonly selected: readonly Row[];
  readonly isWhole: boolean;
}

/** What can be done with many connectors at once. */
export function Bulk({ found, selected, isWhole }: BulkProps) {
  const [verified, setVerified] = useState<readonly Row[]>();
  const enabled = found.filter((row) => row.enabled === true);
  const act: Readonly<Record<string, () => unknown>> = {
    selected: () => setVerified(selected),
    shown: () => setVerified(enabled),
    csv: () => exported('connectors.csv', 'text/csv', csvOf(found), found.length, isWhole),
    yaml: () => exportYaml(found, isWhole).catch(() => notify({ type: 'error', text: texts.app.brokenHelp })),
  };
  return (
    <SpaceBetween size="m">
      <ButtonDropdown
        items={[
          { id: 'selected', text: t.verifySelected(selected.length), disabled: selected.length === 0 },
          { id: 'shown', text: t.verifyShown(enabled.length), disabled: enabled.length === 0 },
          { id: 'csv', text: t.exportCsv, disabled: found.length === 0 },
          { id: 'yaml', text: t.exportYaml, description: t.exportYamlWhy, disabled: found.length === 0 },
        ]}
        onItemClick={({ detail }) => act[detail.id]?.()}
      >
        {t.bulk}
      </ButtonDropdown>
      {verified !== undefined && (
        <Suspense>
          <VerifyMany rows={verified} close={() => setVerified(undefined)} />
        </Suspense>
      )}
    </SpaceBetween>
  );
}

async function exportYaml(found: readonly Row[], isWhole: boolean): Promise<void> {
  const { stringify } = await import('yaml');
  const definitions = definitionsOf(found);
  // A line that is folded reads worse in a diff.
  const text = stringify(definitions, { lineWidth: 0, aliasDuplicateObjects: false });
  exported('connectors.yml', 'application/yaml', text, definitions.connectors.length, isWhole);
}

function exported(name: string, type: string, text: string, count: number, isWhole: boolean): void {
  download(name, type, text);
  const told = t.exported(count, name);
  notify(isWhole ? { type: 'success', text: told } : { type: 'warning', text: `${told} ${t.onlyRead}` });
}
