/** Names of transactions: prefix, subtask, checkpoint. Flink: TransactionalIdFactory (CK-272). */

/** `checkpoint`: the one that will have it, at the earliest. */
export function transactionalId(prefix: string, subtask: number, checkpoint: number): string {
  return `${prefix}-${subtask}-${checkpoint}`
}

/** Of a name of that prefix; null: it is none. */
export function partsOfTransactionalId(
  prefix: string,
  id: string,
): { readonly subtask: number; readonly checkpoint: number } | null {
  const [, subtask, checkpoint] = /^-(\d+)-(\d+)$/.exec(id.slice(prefix.length)) ?? []
  if (!id.startsWith(prefix) || subtask === undefined || checkpoint === undefined) return null
  return { subtask: Number(subtask), checkpoint: Number(checkpoint) }
}
