/** Orders of the list of certificates; each may be reversed with a `-`. */
export const certificateSorts = ['verdict', '-verdict', 'expiry', '-expiry', 'name', '-name'] as const

/** Which Secrets the list may be narrowed to: those that no Ingress names, or that several Certificates write. */
export const certificateUses = ['unused', 'shared'] as const
