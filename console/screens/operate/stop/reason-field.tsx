import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import { isStopReason } from '../../../../shared/domain/stop.ts';
import { texts } from '../../../texts/index.ts';

const t = texts.stop;

interface ReasonFieldProps {
  readonly label: string;
  readonly help?: string;
  readonly reason: string;
  readonly onReason: (reason: string) => void;
  /** Whether to tell that it is missing, which nobody wants to read before they have begun. */
  readonly asked?: boolean;
}

export function ReasonField({ label, help, reason, onReason, asked = false }: ReasonFieldProps) {
  const fault = isStopReason(reason) || (reason === '' && !asked) ? undefined : t.reasonFault;
  return (
    <FormField label={label} {...(help !== undefined && { description: help })} {...(fault && { errorText: fault })}>
      <Input value={reason} ariaRequired onChange={({ detail }) => onReason(detail.value)} />
    </FormField>
  );
}
