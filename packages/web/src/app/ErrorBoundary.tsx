import { Component, type ReactNode } from "react";
import { Button } from "../ui/Button.tsx";
import { ErrorNotice } from "../ui/ErrorNotice.tsx";

interface ErrorBoundaryProps {
  /** A change of it gives the content another try, for example after going elsewhere. */
  place: string;
  children: ReactNode;
}

/** Keeps a fault of one screen from taking the application down. */
export class ErrorBoundary extends Component<
  ErrorBoundaryProps,
  { failure: { error: unknown; place: string } | null }
> {
  override state: { failure: { error: unknown; place: string } | null } = { failure: null };

  override componentDidCatch(error: unknown): void {
    this.setState({ failure: { error, place: this.props.place } });
  }

  static getDerivedStateFromError(error: unknown) {
    return { failure: { error, place: "" } };
  }

  override componentDidUpdate(previous: ErrorBoundaryProps): void {
    if (this.state.failure && previous.place !== this.props.place) this.setState({ failure: null });
  }

  override render(): ReactNode {
    if (!this.state.failure) return this.props.children;
    return (
      <div className="mx-auto w-full max-w-xl p-8">
        <ErrorNotice error={this.state.failure.error} />
        <Button className="mt-4" icon="undo" onClick={() => this.setState({ failure: null })}>
          Show this screen again
        </Button>
      </div>
    );
  }
}
