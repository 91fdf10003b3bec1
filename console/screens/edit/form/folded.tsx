import ExpandableSection from '@cloudscape-design/components/expandable-section';
import { type ReactNode, useState } from 'react';
import type { Path } from '../object/path.ts';
import { isSaidOfAny, useForm } from './form-context.ts';

interface FoldedProps {
  readonly header: ReactNode;
  readonly variant?: 'container' | 'default';
  /** Whether it begins opened. */
  readonly opened: boolean;
  /** Where the fields are that it hides. */
  readonly paths: readonly Path[];
  readonly children: ReactNode;
}

/** Hides fields that few need. It opens where something is wrong with one. */
export function Folded({ header, variant = 'default', opened, paths, children }: FoldedProps) {
  const form = useForm();
  const [open, setOpen] = useState(opened);
  const isOpen = open || isSaidOfAny(form, paths);
  return (
    <ExpandableSection
      variant={variant}
      headerText={header}
      expanded={isOpen}
      onChange={({ detail }) => setOpen(detail.expanded)}
    >
      {/* A connector of a hundred grants has a thousand fields. */}
      {isOpen && children}
    </ExpandableSection>
  );
}
