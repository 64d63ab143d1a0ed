/** A tag that marks an entity: a letter of IOB, IOBES or BILOU, a dash and a type. */
export const ENTITY_MARK = /^([BIESLU])-./su;
