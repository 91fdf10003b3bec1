import ExpandableSection from '@cloudscape-design/components/expandable-section';
import { type ReactNode, useState } from 'react';
import { type Path, valueAt } from '../object/path.ts';
import { isSaidOfAny, useForm } from './form-context.ts';

interface FoldedProps {
  readonly header: string;
  readonly variant?: 'container' | 'default';
  /** Whether it begins opened, even if nothing stands in it. */
  readonly opened: boolean;
  /** Where the fields are that it hides. */
  readonly paths: readonly Path[];
  readonly children: ReactNode;
}

/** Hides fields that few need. It is open where something stands in one, or something is wrong with one. */
export function Folded({ header, variant = 'default', opened, paths, children }: FoldedProps) {
  const form = useForm();
  const [open, setOpen] = useState(() => opened || paths.some((path) => valueAt(form.value, path) !== undefined));
  return (
    <ExpandableSection
      variant={variant}
      headerText={header}
      expanded={open || isSaidOfAny(form, paths)}
      onChange={({ detail }) => setOpen(detail.expanded)}
    >
      {children}
    </ExpandableSection>
  );
}
