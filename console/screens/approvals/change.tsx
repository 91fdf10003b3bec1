import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import { stringify } from 'yaml';
import { PortunusError } from '../../../clients/typescript/src/index.ts';
import { Answered } from '../../kit/answered.tsx';
import { Diff } from '../../kit/diff.tsx';
import { texts } from '../../texts/index.ts';
import { readStored } from '../edit/api/definitions.ts';
import type { Approval } from './approval.ts';

const t = texts.approvals;

/** What is stored now, or nothing if there is no such definition. */
async function readNow({ kind, id }: Approval['target']) {
  try {
    return await readStored(kind, id);
  } catch (error) {
    if (error instanceof PortunusError && error.status === 404) return { value: undefined, etag: undefined };
    throw error;
  }
}

/** What would change, against what is stored now. */
export function Change({ approval }: { readonly approval: Approval }) {
  const { target, definition, restores, replaces, action } = approval;
  const stored = useQuery({
    queryKey: ['approvals', 'stored', target.kind, target.id],
    queryFn: () => readNow(target),
    staleTime: 0,
  });
  return (
    <SpaceBetween size="s">
      {restores !== undefined && <Box>{t.restores(restores.version)}</Box>}
      {action === 'delete' && <Box>{t.deletes}</Box>}
      <Answered query={stored}>
        {({ value, etag }) => (
          <>
            {isOvertaken(replaces, etag) && <Alert type="warning">{t.overtaken}</Alert>}
            <Diff before={yamlOf(value)} after={yamlOf(definition)} />
          </>
        )}
      </Answered>
    </SpaceBetween>
  );
}

/** An ETag is the version in quotes. A proposal names the version that it replaces. */
function isOvertaken(replaces: number | undefined, etag: string | undefined): boolean {
  return etag !== (replaces === undefined ? undefined : `"${replaces}"`);
}

function yamlOf(value: unknown): string {
  return value === undefined ? '' : stringify(value, { lineWidth: 0 });
}
