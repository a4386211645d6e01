/** Months and the days in them. */

const lastOf = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();
const two = (value: number): string => String(value).padStart(2, "0");

/** The first day of a year or month; a day stays as it is. */
export const firstDay = (date: string): string => (date === "" ? "" : (date + "-01-01").slice(0, 10));

/** The last day of a year or month; a day stays as it is. */
export function lastDay(date: string): string {
  const [year, month, day] = date.split("-").map(Number);
  if (!year) return "";
  if (day) return date;
  return `${year}-${two(month || 12)}-${two(lastOf(year, month || 12))}`;
}

/** Months since the year 0, which are counted as numbers are. */
export const monthNumber = (month: string): number => Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7) || 1) - 1;
export const monthText = (months: number): string => `${String(Math.floor(months / 12)).padStart(4, "0")}-${two((months % 12) + 1)}`;
