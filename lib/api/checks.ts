export type { CatalogueCheck, CheckList } from './schemas/checks'
