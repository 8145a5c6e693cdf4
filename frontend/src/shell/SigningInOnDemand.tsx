import type { ComponentProps } from "react";
import { words } from "../words";
import { CancelSignIn } from "./CancelSignIn";
import { DeferredView } from "./Deferred";
import { signingIn } from "./onDemand";
import type { SigningIn } from "./SigningIn";

/** A sign-in under way, whose code no start waits for. It can be cancelled without it. */
export function SigningInOnDemand(props: ComponentProps<typeof SigningIn>) {
  return <DeferredView code={signingIn} heading={words.widget.failedHeading(words.signIn)} beside={<CancelSignIn />}><signingIn.Component {...props} /></DeferredView>;
}
