import { Avatar, type AvatarProps } from "@radix-ui/themes";
import { initials } from "./initials";

/**
 * The picture of a person or an organization, or the first letters of its name. Screen readers pass it over,
 * since the name stands beside it; Avatar itself gives aria-hidden to nothing but the image.
 */
export function Picture({ name, url = "", ...rest }: { name: string; url?: string } & Pick<AvatarProps, "size" | "radius">) {
  return <span aria-hidden className="picture"><Avatar color="gray" {...rest} src={url || undefined} fallback={initials(name)} alt="" /></span>;
}
