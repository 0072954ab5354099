/** The order in which a java.util.HashMap walks its keys: some of Flink's answers depend on it. */
import { javaHashCode } from '../../model/index.ts'
import { JavaHashMap } from './java-hash-map.ts'

/** `names`: distinct, in the order in which they were put into the map. */
export function inJavaHashOrder(names: readonly string[]): readonly string[] {
  const map = new JavaHashMap<null>()
  for (const name of names) map.put(name, name, () => javaHashCode(name, 'STRING'), null)
  return map.inOrder().map(({ text }) => text)
}
