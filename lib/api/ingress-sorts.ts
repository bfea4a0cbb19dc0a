const columns = ['verdict', 'name', 'namespace', 'host', 'age'] as const

/** Orders of the ingress list. A `-` in front turns one round. */
export const ingressSorts = [...columns, ...columns.map((column) => `-${column}` as const)] as const
export type IngressSort = (typeof ingressSorts)[number]
