import { Spinner, Text, TextField } from "@radix-ui/themes";
import { ChevronRightIcon, MagnifyingGlassIcon } from "@radix-ui/react-icons";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { app } from "../session/app";
import type { SignIn } from "../session/snapshot";
import { words } from "../words";
import { ErrorText } from "./ErrorText";
import { Picture } from "./Picture";

/** From here on a list is filtered faster than it is read. */
const many = 9;

/** The organizations that a person may sign in to, one of which WorkOS wants named. */
export function ChooseOrganization({ signIn }: { signIn: SignIn }) {
  const [filter, setFilter] = useState("");
  const choose = useMutation({ mutationFn: app.chooseOrganization });
  const wanted = filter.trim().toLocaleLowerCase();
  const shown = signIn.organizations.filter((o) => o.name.toLocaleLowerCase().includes(wanted));
  return (
    <div className="choices">
      {signIn.organizations.length >= many && (
        <TextField.Root aria-label={words.choosing.filter} placeholder={words.choosing.filter} value={filter} onChange={(event) => {
          setFilter(event.target.value);
        }}>
          <TextField.Slot><MagnifyingGlassIcon /></TextField.Slot>
        </TextField.Root>
      )}
      <ul aria-label={words.organizations}>
        {shown.map((organization) => {
          const chosen = choose.isPending && choose.variables === organization.id;
          return (
            <li key={organization.id}>
              <button type="button" className="choice" disabled={choose.isPending} aria-busy={chosen} onClick={() => {
                choose.mutate(organization.id);
              }}>
                <Picture size="1" name={organization.name} />
                <Text size="2" weight="medium" truncate className="grow">{organization.name}</Text>
                {chosen ? <Spinner /> : <ChevronRightIcon className="quiet" />}
              </button>
            </li>
          );
        })}
      </ul>
      {shown.length === 0 && <Text as="p" size="2" color="gray">{words.choosing.noMatch}</Text>}
      <ErrorText error={choose.error ?? (choose.isIdle ? (signIn.problem ?? null) : null)} />
    </div>
  );
}
