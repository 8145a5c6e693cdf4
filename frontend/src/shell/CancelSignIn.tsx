import { Button } from "@radix-ui/themes";
import { useMutation } from "@tanstack/react-query";
import { app } from "../session/app";
import { words } from "../words";
import { ErrorText } from "./ErrorText";

/** Ends the sign-in under way, and nothing else. */
export function CancelSignIn() {
  const cancel = useMutation({ mutationFn: app.cancelSignIn });
  return (
    <>
      <Button type="button" variant="soft" color="gray" loading={cancel.isPending} onClick={() => {
        cancel.mutate();
      }}>{words.cancel}</Button>
      {cancel.isError && <ErrorText error={cancel.error} />}
    </>
  );
}
