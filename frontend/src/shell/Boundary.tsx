import { Component, type ReactNode } from "react";

interface Props {
  /** What to show instead, given what was thrown and a way to try again. */
  fallback: (error: unknown, retry: () => void) => ReactNode;
  children: ReactNode;
}

interface State {
  thrown: { readonly error: unknown } | undefined;
}

/** Keeps what breaks inside it, code that can't be loaded included, from taking the window down. */
export class Boundary extends Component<Props, State> {
  override state: State = { thrown: undefined };

  static getDerivedStateFromError(error: unknown): State {
    return { thrown: { error } };
  }

  override render() {
    const { thrown } = this.state;
    return thrown === undefined ? this.props.children : this.props.fallback(thrown.error, () => {
      this.setState({ thrown: undefined });
    });
  }
}
