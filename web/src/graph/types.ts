/** The types that have a colour of their own. */
export const TYPES = ["Organisation", "Person", "Place", "Initiative", "Agreement", "Event", "Concept"] as const;

export const known = (type: string): boolean => (TYPES as readonly string[]).includes(type);

/** The custom property with the colour of a type; kinds of facts share one. */
export const typeProperty = (type: string): string => `--${known(type) ? type.toLowerCase() : "fact"}`;
