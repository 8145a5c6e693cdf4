// Three icons that Radix's set does not have, drawn on its 15-pixel grid.

/** A shield, for security. */
export function ShieldIcon() {
  return (
    <svg width="15" height="15" viewBox="0 0 15 15" fill="none" stroke="currentColor" strokeLinejoin="round" aria-hidden="true">
      <path d="M7.5 1.5 13 3.4v3.9c0 3-2.2 5.2-5.5 6.4C4.200 12.500 2 10.300 2 7.300V3.400Z" />
      <path d="m5.300 7.400 1.600 1.600 2.900-3.100" strokeLinecap="round" />
    </svg>
  );
}

/** Two people, for an organization's members. */
export function PeopleIcon() {
  return (
    <svg width="15" height="15" viewBox="0 0 15 15" fill="none" stroke="currentColor" strokeLinecap="round" aria-hidden="true">
      <circle cx="5.600" cy="4.800" r="2.300" />
      <path d="M1.300 12.500c.2-2.700 1.900-4.100 4.300-4.100s4.100 1.400 4.300 4.100" />
      <path d="M9.900 2.700a2.300 2.300 0 0 1 0 4.200M11.300 8.800c1.500.6 2.300 1.900 2.400 3.700" />
    </svg>
  );
}

/** A key, for a person's own API keys. */
export function KeyIcon() {
  return (
    <svg width="15" height="15" viewBox="0 0 15 15" fill="none" stroke="currentColor" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
      <circle cx="4.800" cy="10.200" r="3.100" />
      <path d="m7 8 5.800-5.800M10.300 4.700l2.200 2.200M8.600 6.400l1.200 1.200" />
    </svg>
  );
}
