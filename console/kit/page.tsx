import './page.css';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { type ReactNode, useEffect, useRef } from 'react';
import { texts } from '../texts/index.ts';
import { Command } from './command.tsx';
import { Foreign } from './foreign.tsx';
import { seenText } from './foreign-parts.ts';
import { type Crumb, Trail } from './trail.tsx';

interface PageProps {
  /** Often the ID in the address, which whoever made the link has chosen. */
  readonly title: string;
  /** The screens above this one, outermost first. */
  readonly trail?: readonly Crumb[];
  /** What the screen is for, in a sentence. */
  readonly description?: ReactNode;
  readonly actions?: ReactNode;
  /** The command that does the same, as a person would type it. */
  readonly command?: string;
  readonly children: ReactNode;
}

/** A screen. Its heading has the focus when it opens, so that a screen reader says where one is. */
export function Page({ title, trail, description, actions, command, children }: PageProps) {
  const heading = useRef<HTMLDivElement>(null);
  useEffect(() => {
    document.title = `${seenText(title)} · ${texts.app.name}`;
    heading.current?.focus();
  }, [title]);
  return (
    <>
      {trail !== undefined && <Trail crumbs={trail} here={title} />}
      <div ref={heading} tabIndex={-1} className="page-heading" data-page-heading>
        <Header variant="h1" description={description} actions={actions}>
          <Foreign text={title} />
        </Header>
      </div>
      <SpaceBetween size="l">
        {children}
        {command !== undefined && <Command text={command} />}
      </SpaceBetween>
    </>
  );
}
