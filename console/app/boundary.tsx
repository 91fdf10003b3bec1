import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import { Component, type ReactNode } from 'react';
import { PortunusError } from '../../clients/typescript/src/index.ts';
import { Fault } from '../kit/answered.tsx';
import { Foreign } from '../kit/foreign.tsx';
import { texts } from '../texts/index.ts';

interface BoundaryProps {
  /** Where the screen is. At another address there is another try. */
  readonly at: string;
  readonly children: ReactNode;
}

interface BoundaryState {
  readonly error?: unknown;
}

/** Keeps a screen that fails from taking the frame with it. */
export class Boundary extends Component<BoundaryProps, BoundaryState> {
  override state: BoundaryState = {};

  static getDerivedStateFromError(error: unknown): BoundaryState {
    return { error };
  }

  override componentDidUpdate({ at }: BoundaryProps): void {
    if (at !== this.props.at && this.state.error !== undefined) this.setState({ error: undefined });
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === undefined) return this.props.children;
    if (error instanceof PortunusError)
      return <Fault error={error} again={() => this.setState({ error: undefined })} />;
    return <Broken error={error} />;
  }
}

/** The files of a screen that was not open yet are gone after a newer release was deployed, so loading anew often helps. */
function Broken({ error }: { readonly error: unknown }) {
  return (
    <Alert
      type="error"
      header={texts.app.broken}
      action={<Button onClick={() => location.reload()}>{texts.app.loadAnew}</Button>}
    >
      <p>{texts.app.brokenHelp}</p>
      <p>
        <code>
          <Foreign text={String(error).slice(0, 500)} />
        </code>
      </p>
    </Alert>
  );
}
