import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import FormField from '@cloudscape-design/components/form-field';
import RadioGroup from '@cloudscape-design/components/radio-group';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { stringify } from 'yaml';
import { Foreign } from '../../../kit/foreign.tsx';
import { texts } from '../../../texts/index.ts';
import { type Choice, type Conflict, choicesOf, mergeThree, resolved } from '../object/merge-three.ts';
import { fieldName, type Written } from '../object/path.ts';

interface ConflictsProps {
  readonly base: Written;
  readonly theirs: Written;
  readonly yours: Written;
  readonly onMerged: (value: Written) => void;
}

/** Two people changed the same definition. Each conflict is decided by the one who saves second. */
export function Conflicts({ base, theirs, yours, onMerged }: ConflictsProps) {
  const merge = mergeThree(base, theirs, yours);
  const [choices, setChoices] = useState<readonly (Choice | undefined)[]>([]);
  const chosen = merge.conflicts.flatMap((_, index) => choices[index] ?? []);
  return (
    <Alert
      type="warning"
      header={texts.edit.conflict}
      action={
        <Button
          variant="primary"
          disabled={chosen.length < merge.conflicts.length}
          onClick={() => onMerged(resolved(merge, chosen))}
        >
          {texts.edit.takeMerged}
        </Button>
      }
    >
      <SpaceBetween size="l">
        <span>{merge.conflicts.length === 0 ? texts.edit.merged : texts.edit.conflictHelp}</span>
        {merge.conflicts.map((conflict, index) => (
          <OneConflict
            key={fieldName(conflict.path)}
            conflict={conflict}
            choice={choices[index]}
            onChoose={(choice) => setChoices(merge.conflicts.map((_, at) => (at === index ? choice : choices[at])))}
          />
        ))}
      </SpaceBetween>
    </Alert>
  );
}

interface OneConflictProps {
  readonly conflict: Conflict;
  readonly choice: Choice | undefined;
  readonly onChoose: (choice: Choice | undefined) => void;
}

function OneConflict({ conflict, choice, onChoose }: OneConflictProps) {
  return (
    <SpaceBetween size="s">
      <FormField label={texts.edit.conflictChoice(fieldName(conflict.path))}>
        <RadioGroup
          value={choice ?? null}
          items={choicesOf(conflict).map((one) => ({ value: one, label: texts.edit[one] }))}
          onChange={({ detail }) => onChoose(choicesOf(conflict).find((one) => one === detail.value))}
        />
      </FormField>
      <ColumnLayout columns={3} minColumnWidth={180}>
        <Side title={texts.edit.before} value={conflict.base} />
        <Side title={texts.edit.theirs} value={conflict.theirs} />
        <Side title={texts.edit.yours} value={conflict.yours} />
      </ColumnLayout>
    </SpaceBetween>
  );
}

function Side({ title, value }: { readonly title: string; readonly value: unknown }) {
  return (
    <div>
      <Box variant="awsui-key-label">{title}</Box>
      <Box variant="pre">
        {(value === undefined ? texts.edit.absent : stringify(value).trimEnd()).split('\n').map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other identity
          <div key={index}>
            <Foreign text={line} />
          </div>
        ))}
      </Box>
    </div>
  );
}
