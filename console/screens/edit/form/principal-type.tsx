import Box from '@cloudscape-design/components/box';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { PRINCIPAL_TYPES, type PrincipalType } from '../../../../shared/domain/principal-type.ts';
import { texts } from '../../../texts/index.ts';
import type { Path } from '../object/path.ts';
import { principalTypeOf } from './connector-fields.ts';
import { useForm } from './form-context.ts';

const TYPES = Object.keys(PRINCIPAL_TYPES) as readonly PrincipalType[];

/** The choice that decides which other fields there are, with what each type means. */
export function PrincipalTypeChoice({ path }: { readonly path: Path }) {
  const { value, set, frozen } = useForm();
  const type = principalTypeOf(value);
  const options = TYPES.map((one) => ({ value: one, label: one, description: texts.edit.types[one] }));
  return (
    <SpaceBetween size="xxs">
      <Select
        options={options}
        selectedOption={options.find((option) => option.value === type) ?? null}
        placeholder={texts.edit.notSet}
        disabled={frozen}
        onChange={({ detail }) => set(path, detail.selectedOption.value)}
      />
      {type !== undefined && (
        <Box variant="small" color="text-body-secondary">
          {texts.edit.types[type]}
        </Box>
      )}
    </SpaceBetween>
  );
}
