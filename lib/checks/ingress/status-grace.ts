/** The leader writes addresses every 60 seconds, not on events; half a period more before it counts as late. */
export const statusGraceMs = 90_000
